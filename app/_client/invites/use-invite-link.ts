"use client";

import { useState } from "react";
import useSWR from "swr";
import type { Invite } from "@/lib/realtime/protocol";
import { useViewer } from "../account/use-viewer";
import { api } from "../api";
import { invitePath } from "../paths";
import { uuid } from "../uuid";
import { type InviteChoice, newInvite, plainChoice, reusableInvite } from "./invite-choice";

export const invitesKey = (serverId: number) => `/api/servers/${serverId}/invites`;

const create = async (serverId: number, choice: InviteChoice, serverNeedsApproval: boolean) =>
	(await api.post<{ invite: Invite }>(invitesKey(serverId), newInvite(choice, serverNeedsApproval))).invite;

/**
 * A plain invite, found or made when it is first asked for, until `make` makes one with other settings in its place;
 * undefined until it exists. `needsApproval` is whether joining the server needs approval.
 */
export function useInviteLink(serverId: number, needsApproval: boolean) {
	const viewer = useViewer();
	const [opening] = useState(uuid);
	const [made, setMade] = useState<Invite>();
	const find = async () => {
		const plain = plainChoice(needsApproval);
		const { invites } = await api.get<{ invites: Invite[] }>(invitesKey(serverId));
		const known = reusableInvite(invites, { ...plain, creatorId: viewer?.id ?? 0 }, Date.now());
		return known ?? create(serverId, plain, needsApproval);
	};
	const key = viewer && !made ? [opening, serverId, needsApproval] : null;
	const { data, error, mutate, isValidating } = useSWR<Invite>(key, find, {
		revalidateIfStale: false,
		revalidateOnFocus: false,
		revalidateOnReconnect: false,
		shouldRetryOnError: false,
	});
	return {
		invite: made ?? data,
		error: made || isValidating ? undefined : (error as unknown),
		again: () => void mutate(),
		/** Makes another invite, which is shown from now on. */
		make: async (choice: InviteChoice) => setMade(await create(serverId, choice, needsApproval)),
	};
}

export const inviteLink = (code: string) => `${location.origin}${invitePath(code)}`;
