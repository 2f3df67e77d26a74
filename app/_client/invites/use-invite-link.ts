"use client";

import { useState } from "react";
import useSWR from "swr";
import type { Invite } from "@/lib/realtime/protocol";
import { useViewer } from "../account/use-viewer";
import { api } from "../api";
import { invitePath } from "../paths";
import { uuid } from "../uuid";
import { type InviteChoice, reusableInvite } from "./invite-choice";

export const invitesKey = (serverId: number) => `/api/servers/${serverId}/invites`;

/** An invite with these settings, made when it is first asked for; undefined until it exists. */
export function useInviteLink(serverId: number, choice: InviteChoice) {
	const viewer = useViewer();
	const [opening] = useState(uuid);
	const find = async () => {
		const path = invitesKey(serverId);
		const { invites } = await api.get<{ invites: Invite[] }>(path);
		const known = reusableInvite(invites, { ...choice, creatorId: viewer?.id ?? 0 }, Date.now());
		return known ?? (await api.post<{ invite: Invite }>(path, choice)).invite;
	};
	const key = viewer ? [opening, serverId, choice.expiresInSeconds, choice.maxUses] : null;
	const { data, error, mutate, isValidating } = useSWR<Invite>(key, find, {
		revalidateIfStale: false,
		revalidateOnFocus: false,
		revalidateOnReconnect: false,
		shouldRetryOnError: false,
	});
	return { invite: data, error: isValidating ? undefined : (error as unknown), again: () => void mutate() };
}

export const inviteLink = (code: string) => `${location.origin}${invitePath(code)}`;
