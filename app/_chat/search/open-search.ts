"use client";

import { hasPanel, openPanel } from "../panels/use-panel";

/** Opens the search of the channel that is open, ready to be typed in. Answers whether there is one. */
export function openSearch(): boolean {
	if (!hasPanel()) return false;
	openPanel({ kind: "search" });
	// One that is open already gets the focus at once; another takes it when it appears.
	document.querySelector<HTMLElement>("[data-search-field]")?.focus();
	return true;
}
