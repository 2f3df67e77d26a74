"use client";

import useSWRInfinite from "swr/infinite";

/** A list of which `path` answers the first page, with a query. `first` is that page, if it is there already. */
export function usePages<Page extends { nextCursor: string | null }>(path: string, first: Page | undefined) {
	const { data, error, isValidating, setSize, mutate } = useSWRInfinite<Page>(
		(index: number, previous: Page | null) => {
			if (index === 0) return path;
			return previous?.nextCursor ? `${path}&cursor=${encodeURIComponent(previous.nextCursor)}` : null;
		},
		first ? { fallbackData: [first] } : {},
	);
	return {
		pages: data,
		error: error as unknown,
		isValidating,
		again: () => void mutate(),
		more: data?.at(-1)?.nextCursor ? () => void setSize((size) => size + 1) : null,
	};
}
