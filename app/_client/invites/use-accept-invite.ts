"use client";

import { useCallback } from "react";
import { useSWRConfig } from "swr";
import type { OwnJoinRequest, Server } from "@/lib/realtime/protocol";
import { api, asApiError } from "../api";
import { ownRequestsKey } from "../join-requests/use-own-requests";
import { channelPath, serverPath, welcomePath } from "../paths";
import { membershipKey } from "../servers/membership-cache";
import { rememberNewcomer } from "../servers/newcomer";
import type { JoinForm } from "../servers/use-membership";
import { mineKey } from "../servers/use-servers";

type Accepted = { server: Server; channelId: number | null } | { request: OwnJoinRequest };

/**
 * Joins through an invite, or asks to. Resolves with the path to open, or null for a request. Another tab may have been
 * faster: then the result is the same.
 */
export function useAcceptInvite(code: string, serverId: number): (form?: JoinForm) => Promise<string | null> {
	const { mutate } = useSWRConfig();
	return useCallback(
		async (form) => {
			const accepted = await api.post<Accepted>(`/api/invites/${code}`, form ?? {}).catch((error: unknown) => {
				if (asApiError(error).code === "already_member") return null;
				throw error;
			});
			rememberNewcomer(serverId);
			if (accepted && "request" in accepted) {
				await mutate(ownRequestsKey);
				return null;
			}
			await Promise.all([mutate(mineKey), mutate(membershipKey(serverId))]);
			if (!accepted) return serverPath(serverId);
			const { server, channelId } = accepted;
			return channelId === null ? welcomePath(server) : channelPath(server.id, channelId);
		},
		[code, serverId, mutate],
	);
}
