"use client";

import { useCallback } from "react";
import useSWRInfinite from "swr/infinite";

type Options = {
	/** Loads the first page again with each further one. */
	revalidateFirstPage?: boolean;
};

/**
 * A list of which `path` answers the first page; it has a query already. `first` is that page, if it is there already.
 */
export function usePages<Page extends { nextCursor: string | null }>(
	path: string,
	first?: Page,
	{ revalidateFirstPage = true }: Options = {},
) {
	const { data, error, isValidating, setSize, mutate } = useSWRInfinite<Page>(
		(index: number, previous: Page | null) => {
			if (index === 0) return path;
			return previous?.nextCursor ? `${path}&cursor=${encodeURIComponent(previous.nextCursor)}` : null;
		},
		{ revalidateFirstPage, ...(first && { fallbackData: [first] }) },
	);
	return {
		/** Undefined until the first is loaded. */
		pages: data,
		error: error as unknown,
		isValidating,
		again: useCallback(() => mutate(), [mutate]),
		more: data?.at(-1)?.nextCursor ? () => void setSize((size) => size + 1) : null,
	};
}
