"use client";

import { useSyncExternalStore } from "react";

export type SearchState = {
	text: string;
	sort: "newest" | "relevance";
	/** Whether all servers are searched, or the one that is open. */
	everywhere: boolean;
	/** The result that Enter opens. */
	marked: string | null;
};

/** What was searched last in this tab: a jump opens another page, and the panel there goes on with it. */
let state: SearchState = { text: "", sort: "newest", everywhere: false, marked: null };
const watchers = new Set<() => void>();

export function setSearch(change: Partial<SearchState>): void {
	state = { ...state, ...change };
	for (const watcher of watchers) watcher();
}

const subscribe = (watcher: () => void) => {
	watchers.add(watcher);
	return () => {
		watchers.delete(watcher);
	};
};
const initial = state;

export const useSearchState = (): SearchState =>
	useSyncExternalStore(
		subscribe,
		() => state,
		() => initial,
	);
