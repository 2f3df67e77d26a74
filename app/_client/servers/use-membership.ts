"use client";

import { useCallback, useState } from "react";
import useSWR, { useSWRConfig } from "swr";
import type { Membership, Role } from "@/lib/realtime/protocol";
import { useSignedIn } from "../account/use-viewer";
import { type ApiError, api, asApiError } from "../api";
import { mineKey } from "./use-servers";

const membershipKey = (serverId: number) => `/api/membership/${serverId}`;

const outside: Membership = { isMember: false, role: null, joinedAt: null };
/** Until the server has answered there is no `joinedAt`: what must not run ahead of it can wait for that. */
const expected: Membership = { isMember: true, role: "member", joinedAt: null };

export type UseMembership = {
	isMember: boolean;
	role: Role | null;
	/** Shows at once, and is taken back when refused; then it rejects with the ApiError. */
	joinServer: () => Promise<void>;
	leaveServer: () => Promise<void>;
	isLoading: boolean;
	/** Why the last join or leave was refused, else why the membership could not be read. */
	error: ApiError | undefined;
};

/** One's membership of a server. A visitor without a session is nobody's member, and nothing is asked for. */
export function useMembership(serverId: number): UseMembership {
	const key = membershipKey(serverId);
	const { data, error, isLoading, mutate } = useSWR<Membership, ApiError>(useSignedIn() ? key : null);
	const { mutate: mutateAll } = useSWRConfig();
	const [refusal, setRefusal] = useState<ApiError>();

	const change = useCallback(
		async (optimisticData: Membership, act: () => Promise<Membership>, alreadyDone: string) => {
			setRefusal(undefined);
			try {
				await mutate(act, { optimisticData, rollbackOnError: true, populateCache: true, revalidate: false });
			} catch (thrown) {
				const refused = asApiError(thrown);
				// Another tab was faster: what was wanted is so.
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

	const joinServer = useCallback(() => change(expected, () => api.post(key), "already_member"), [change, key]);
	const leaveServer = useCallback(
		() => change(outside, async () => ({ ...outside, ...(await api.delete<object>(key)) }), "not_a_member"),
		[change, key],
	);

	const { isMember, role } = data ?? outside;
	return { isMember, role, joinServer, leaveServer, isLoading, error: refusal ?? error };
}

/** Whether the server itself has confirmed the membership, so that what only members may load can be loaded. */
export function useAdmitted(serverId: number): boolean {
	const { data } = useSWR<Membership>(useSignedIn() ? membershipKey(serverId) : null);
	return data?.isMember === true && data.joinedAt !== null;
}
