"use client";

import { useSyncExternalStore } from "react";
import { createStore } from "../create-store";

export type SearchState = {
	text: string;
	sort: "newest" | "relevance";
	/** Whether all servers are searched, or the one that is open. */
	everywhere: boolean;
	/** The result that Enter opens. */
	marked: string | null;
};

const initial: SearchState = { text: "", sort: "newest", everywhere: false, marked: null };

/** What was searched last in this tab: a jump opens another page, and the panel there goes on with it. */
const search = createStore(() => initial);

export const setSearch = (change: Partial<SearchState>) => search.set({ ...search.getSnapshot(), ...change });

export const useSearchState = (): SearchState =>
	useSyncExternalStore(search.subscribe, search.getSnapshot, () => initial);
