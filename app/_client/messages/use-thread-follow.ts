"use client";

import { useCallback } from "react";
import useSWR from "swr";
import { useToast } from "@/app/_ui/toast";
import { api } from "../api";
import { useErrorMessage } from "../forms/use-error-message";

export const followKey = (threadId: number) => `/api/channels/${threadId}/follow`;

/** Whether the user follows a thread, and a toggle that shows at once and reverts on an error. */
export function useThreadFollow(threadId: number): { following: boolean | undefined; toggle: () => void } {
	const toast = useToast();
	const errorText = useErrorMessage();
	const key = followKey(threadId);
	const { data, mutate } = useSWR<{ following: boolean }>(key);
	const following = data?.following;
	const toggle = useCallback(() => {
		const next = { following: !following };
		const act = async () => {
			await (next.following ? api.put(key) : api.delete(key));
			return next;
		};
		mutate(act, { optimisticData: next, rollbackOnError: true, revalidate: false }).catch((error: unknown) =>
			toast({ tone: "error", text: errorText(error) }),
		);
	}, [following, key, mutate, toast, errorText]);
	return { following, toggle };
}
