"use client";

import { hasPanel, openPanel } from "../panels/use-panel";

/** Opens the search of the open channel and focuses it. Returns whether there is one. */
export function openSearch(): boolean {
	if (!hasPanel()) return false;
	openPanel({ kind: "search" });
	// A mounted field gets the focus at once; a new one takes it when it appears.
	document.querySelector<HTMLElement>("[data-search-field]")?.focus();
	return true;
}
