"use client";

import { useEffect } from "react";
import useSWR from "swr";
import type { Author } from "@/lib/realtime/protocol";

type Page = { users: Author[] };

const firstCount = 4;

export const reactionPath = (channelId: number, seq: number, emoji: string) =>
	`/api/channels/${channelId}/messages/${seq}/reactions/${encodeURIComponent(emoji)}`;

/** The first users of a reaction, loaded on demand and again when their number has changed. */
export function useFirstReactors(path: string | null, count: number): Author[] | undefined {
	const { data, mutate } = useSWR<Page>(path && `${path}?limit=${firstCount}`, {
		revalidateOnFocus: false,
		keepPreviousData: true,
	});
	// biome-ignore lint/correctness/useExhaustiveDependencies: another count invalidates the list.
	useEffect(() => {
		if (path) void mutate();
	}, [count]);
	return data?.users;
}
