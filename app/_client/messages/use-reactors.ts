"use client";

import { useEffect } from "react";
import useSWR from "swr";
import useSWRInfinite from "swr/infinite";
import type { Author } from "@/lib/realtime/protocol";

type Page = { users: Author[]; nextCursor: string | null };

const firstCount = 4;
const pageSize = 100;

export const reactionPath = (channelId: number, seq: number, emoji: string) =>
	`/api/channels/${channelId}/messages/${seq}/reactions/${encodeURIComponent(emoji)}`;

/** The first few behind a reaction, once somebody wants to know; asked again when their number has changed. */
export function useFirstReactors(path: string | null, count: number): Author[] | undefined {
	const { data, mutate } = useSWR<Page>(path && `${path}?limit=${firstCount}`, {
		revalidateOnFocus: false,
		keepPreviousData: true,
	});
	// biome-ignore lint/correctness/useExhaustiveDependencies: what is known is of another number.
	useEffect(() => {
		if (path) void mutate();
	}, [count]);
	return data?.users;
}

/** All users behind a reaction or a poll option, a page at a time. */
export function useAllReactors(path: string, count: number) {
	const { data, error, size, setSize, mutate, isValidating } = useSWRInfinite<Page>(
		(index: number, previous: Page | null) => {
			if (previous && previous.nextCursor === null) return null;
			const cursor = index > 0 && previous?.nextCursor ? `&cursor=${previous.nextCursor}` : "";
			return `${path}${path.includes("?") ? "&" : "?"}limit=${pageSize}${cursor}`;
		},
		{ revalidateFirstPage: true, revalidateOnFocus: false },
	);
	// biome-ignore lint/correctness/useExhaustiveDependencies: what is known is of another number.
	useEffect(() => {
		void mutate();
	}, [count]);
	return {
		users: data?.flatMap(({ users }) => users),
		failed: error !== undefined,
		busy: isValidating,
		loadMore: data?.at(-1)?.nextCursor ? () => void setSize(size + 1) : null,
		retry: () => void mutate(),
	};
}
