"use client";

import { useMemo } from "react";
import { useSWRConfig } from "swr";
import type { ChosenStatus, CustomStatus, OwnUser } from "@/lib/realtime/protocol";
import { api } from "../api";
import { useConnection } from "../realtime/socket-provider";

export const accountKey = "/api/account";

/**
 * Changes of the user's own account. Each is in the cache at once if the server cannot reject its content, otherwise
 * after the response.
 */
export function useAccount() {
	const { mutate } = useSWRConfig();
	const connection = useConnection();
	return useMemo(() => {
		const fold = (change: (user: OwnUser) => Partial<OwnUser>) =>
			mutate<{ user: OwnUser }>(accountKey, (held) => held && { user: { ...held.user, ...change(held.user) } }, {
				revalidate: false,
			});
		const again = () => void mutate(accountKey);
		return {
			async setStatus(status: CustomStatus | null): Promise<void> {
				const answer = await api.patch<{ user: OwnUser }>(accountKey, { status });
				await mutate(accountKey, answer, { revalidate: false });
			},
			async choose(presence: ChosenStatus): Promise<void> {
				void fold(() => ({ presence }));
				await connection?.request("presence:set", { status: presence }).catch((error) => {
					again();
					throw error;
				});
			},
			async setBlocked(person: { id: number; username: string }, blocked: boolean): Promise<void> {
				const path = `/api/users/${encodeURIComponent(person.username)}/block`;
				await (blocked ? api.put(path) : api.delete(path));
				const others = (user: OwnUser) => user.blocked.filter((id) => id !== person.id);
				void fold((user) => ({ blocked: blocked ? [...others(user), person.id] : others(user) }));
				void mutate("/api/blocks");
			},
		};
	}, [mutate, connection]);
}
