"use client";

import { useEffect } from "react";
import useSWRInfinite from "swr/infinite";
import type { Author } from "@/lib/realtime/protocol";

type Page = { users: Author[]; nextCursor: string | null };

const pageSize = 100;

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
	// biome-ignore lint/correctness/useExhaustiveDependencies: another count invalidates the list.
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
