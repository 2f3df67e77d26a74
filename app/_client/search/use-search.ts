"use client";

import { useCallback } from "react";
import useSWRInfinite from "swr/infinite";
import type { SearchPage, SearchResult } from "@/lib/realtime/protocol";
import { useRolePreview } from "../servers/role-preview";
import { useListedChannels } from "../servers/use-servers";
import type { SearchState } from "./search-state";

const pageSize = 25;

export type Search = {
	results: SearchResult[];
	/** The number of results, if all were counted. */
	total: number | null;
	isLoading: boolean;
	isLoadingMore: boolean;
	error: unknown;
	hasMore: boolean;
	loadMore: () => void;
	retry: () => void;
};

/** The results of a search, page by page. An empty query sends no request. */
export function useSearch(
	{ text, sort }: Pick<SearchState, "text" | "sort">,
	serverId: number | null,
	timeZone: string,
): Search {
	const q = text.trim();
	const { data, error, isLoading, isValidating, size, setSize, mutate } = useSWRInfinite<SearchPage>(
		(index: number, previous: SearchPage | null) => {
			if (q === "" || (previous && previous.nextCursor === null)) return null;
			const scope = serverId !== null && !/(^|\s)server:/i.test(q) ? ` server:${serverId}` : "";
			const parameters = new URLSearchParams({ q: q + scope, sort, timeZone, limit: String(pageSize) });
			if (index > 0 && previous?.nextCursor) parameters.set("cursor", previous.nextCursor);
			return `/api/search?${parameters}`;
		},
		{ revalidateFirstPage: false, revalidateOnFocus: false, revalidateOnReconnect: false, shouldRetryOnError: false },
	);
	const listed = useListedChannels();
	const isPreviewing = useRolePreview() !== null;
	const isShown = ({ channelId, thread }: SearchResult) => !isPreviewing || listed.has(thread?.parentId ?? channelId);
	return {
		results: data?.flatMap((page) => page.results.filter(isShown)) ?? [],
		total: isPreviewing ? null : (data?.[0]?.total ?? null),
		isLoading: isLoading || (data === undefined && isValidating),
		isLoadingMore: isValidating && data !== undefined && data.length < size,
		error,
		hasMore: data !== undefined && data.at(-1)?.nextCursor !== null,
		loadMore: useCallback(() => void setSize((count) => count + 1), [setSize]),
		retry: useCallback(() => void mutate(), [mutate]),
	};
}
