"use client";

import { useCallback, useState } from "react";
import useSWR, { useSWRConfig } from "swr";
import type { Membership, MembershipRole } from "@/lib/realtime/protocol";
import { useSignedIn } from "../account/use-viewer";
import { type ApiError, api, asApiError } from "../api";
import { ownRequestsKey } from "../join-requests/use-own-requests";
import { onlyChanges } from "../only-changes";
import { membershipKey, outside } from "./membership-cache";
import { rememberNewcomer } from "./newcomer";
import { useRolePreview } from "./role-preview";
import { mineKey } from "./use-servers";

/** Until the server responds there is no `joinedAt`, for which dependent requests can wait. */
const expected: Membership = { isMember: true, role: "member", joinedAt: null };

/** A user sends it where joining needs approval. */
export type JoinForm = { answer: string; acceptRules?: number };

export type UseMembership = {
	isMember: boolean;
	role: MembershipRole | null;
	/**
	 * Shows at once, and reverts on an error; then it rejects with the ApiError. Where joining needs approval it resolves
	 * with "requested".
	 */
	joinServer: (form?: JoinForm) => Promise<"joined" | "requested">;
	leaveServer: () => Promise<void>;
	isLoading: boolean;
	/** The error of the last join or leave, otherwise of loading the membership. */
	error: ApiError | undefined;
};

/** The user's membership of a server. For a guest no request is sent. */
export function useMembership(serverId: number): UseMembership {
	const key = membershipKey(serverId);
	const { data, error, isLoading, mutate } = useSWR<Membership, ApiError>(useSignedIn() ? key : null, onlyChanges);
	const { mutate: mutateAll } = useSWRConfig();
	const [refusal, setRefusal] = useState<ApiError>();
	const isPreviewed = useRolePreview()?.serverId === serverId;

	const change = useCallback(
		async (optimisticData: Membership | undefined, act: () => Promise<Membership>, alreadyDone: string) => {
			setRefusal(undefined);
			try {
				const shown = optimisticData ? { optimisticData } : {};
				await mutate(act, { ...shown, rollbackOnError: true, populateCache: true, revalidate: false });
			} catch (thrown) {
				const refused = asApiError(thrown);
				// Another tab was faster: the result is the same.
				if (refused.code !== alreadyDone) {
					setRefusal(refused);
					throw refused;
				}
				await mutate();
			}
			await Promise.all([mutateAll(mineKey), mutateAll(`/api/servers/${serverId}`)]);
		},
		[mutate, mutateAll, serverId],
	);

	const joinServer = useCallback(
		async (form?: JoinForm) => {
			let isRequest = false;
			const post = async () => {
				const joined = await api.post<Membership | { request: object }>(key, form);
				isRequest = "request" in joined;
				return "request" in joined ? outside : joined;
			};
			// The form is filled in only where somebody has to approve.
			await change(form === undefined ? expected : undefined, post, "already_member");
			rememberNewcomer(serverId);
			if (isRequest) await mutateAll(ownRequestsKey);
			return isRequest ? "requested" : "joined";
		},
		[change, key, mutateAll, serverId],
	);
	const leaveServer = useCallback(
		() => change(outside, async () => ({ ...outside, ...(await api.delete<object>(key)) }), "not_a_member"),
		[change, key],
	);

	const { isMember, role: own } = data ?? outside;
	const role = own && isPreviewed ? "member" : own;
	return { isMember, role, joinServer, leaveServer, isLoading, error: refusal ?? error };
}

/** Whether the server has confirmed the membership, so that data for members can be loaded. */
export function useAdmitted(serverId: number): boolean {
	const { data } = useSWR<Membership>(useSignedIn() ? membershipKey(serverId) : null, onlyChanges);
	return data?.isMember === true && data.joinedAt !== null;
}
