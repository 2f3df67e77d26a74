"use client";

import { useSyncExternalStore } from "react";
import { createStore } from "../create-store";

export type SearchState = {
	text: string;
	sort: "newest" | "relevance";
	/** Whether all servers are searched, or only the open one. */
	everywhere: boolean;
	/** The result that Enter opens. */
	marked: string | null;
};

const initial: SearchState = { text: "", sort: "newest", everywhere: false, marked: null };

/** This tab's latest search: a jump opens another page, whose panel continues it. */
const search = createStore(() => initial);

export const setSearch = (change: Partial<SearchState>) => search.set({ ...search.getSnapshot(), ...change });

export const useSearchState = (): SearchState =>
	useSyncExternalStore(search.subscribe, search.getSnapshot, () => initial);
