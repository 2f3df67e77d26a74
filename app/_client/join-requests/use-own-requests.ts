"use client";

import { useCallback } from "react";
import useSWR, { useSWRConfig } from "swr";
import type { OwnJoinRequest } from "@/lib/realtime/protocol";
import { useSignedIn } from "../account/use-viewer";
import { api } from "../api";

export const ownRequestsKey = "/api/join-requests";

const none: OwnJoinRequest[] = [];

/** The viewer's requests to join servers: those that wait, and those refused lately. The socket keeps them up to date. */
export function useOwnRequests() {
	const signedIn = useSignedIn();
	const { data, error, mutate } = useSWR<{ requests: OwnJoinRequest[] }>(signedIn ? ownRequestsKey : null);
	const again = useCallback(() => void mutate(), [mutate]);
	return { requests: data?.requests ?? none, error: data ? undefined : (error as unknown), again };
}

/** The viewer's latest request to join this server that waits or was refused. */
export function useOwnRequest(serverId: number): OwnJoinRequest | undefined {
	return useOwnRequests().requests.find(({ server }) => server.id === serverId);
}

/** Withdraws the viewer's request to join a server. */
export function useWithdrawRequest(): (serverId: number) => Promise<void> {
	const { mutate } = useSWRConfig();
	return useCallback(
		async (serverId) => {
			await api.delete(`/api/servers/${serverId}/request`);
			await mutate(ownRequestsKey);
		},
		[mutate],
	);
}
