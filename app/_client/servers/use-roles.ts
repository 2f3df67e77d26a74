"use client";

import { useCallback } from "react";
import useSWR from "swr";
import type { Role } from "@/lib/realtime/protocol";
import { useSignedIn } from "../account/use-viewer";
import { useSocketEvent } from "../realtime/socket-provider";
import { rolesKey } from "./roles-key";

const none: Role[] = [];

/** The roles of a server for its members: highest first, @everyone last; none without a server. The socket keeps them up to date. */
export function useRoles(serverId: number | null, first?: Role[]) {
	const signedIn = useSignedIn();
	const { data, error, mutate } = useSWR<{ roles: Role[] }>(signedIn && serverId !== null ? rolesKey(serverId) : null, {
		...(first && { fallbackData: { roles: first } }),
	});
	const again = useCallback(
		(event: { serverId: number }) => {
			if (event.serverId === serverId) void mutate();
		},
		[serverId, mutate],
	);
	useSocketEvent("role:created", again);
	useSocketEvent("role:updated", again);
	useSocketEvent("role:deleted", again);
	return { roles: data?.roles ?? none, error: error as unknown, mutate };
}
