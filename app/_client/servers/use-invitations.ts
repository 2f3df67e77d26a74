"use client";

import { useCallback } from "react";
import useSWR, { useSWRConfig } from "swr";
import type { Invitation, Server } from "@/lib/realtime/protocol";
import { useSignedIn } from "../account/use-viewer";
import { api } from "../api";
import { rememberNewcomer } from "./newcomer";
import { mineKey } from "./use-servers";

export const invitationsKey = "/api/invitations";

type Listed = { invitations: Invitation[] };
const none: Invitation[] = [];

/** The viewer's open invitations, kept up to date by the socket. */
export function useInvitations() {
	const signedIn = useSignedIn();
	const { data, error, mutate } = useSWR<Listed>(signedIn ? invitationsKey : null);
	const again = useCallback(() => void mutate(), [mutate]);
	return { invitations: data?.invitations ?? none, error: data ? undefined : (error as unknown), again };
}

/**
 * Accepts or declines an invitation; resolves with the joined server. Also shows an answer given elsewhere meanwhile.
 */
export function useAnswerInvitation(): (serverId: number, accepts: boolean) => Promise<Server | null> {
	const { mutate } = useSWRConfig();
	return useCallback(
		async (serverId, accepts) => {
			const path = `${invitationsKey}/${serverId}`;
			try {
				if (!accepts) {
					await api.delete(path);
					return null;
				}
				const { server } = await api.post<{ server: Server }>(path);
				rememberNewcomer(serverId);
				await mutate(mineKey);
				return server;
			} finally {
				void mutate(invitationsKey);
			}
		},
		[mutate],
	);
}
