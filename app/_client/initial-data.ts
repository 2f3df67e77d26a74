"use client";

import type { InitialData } from "@/lib/page-cache/initial-data";
import { useBrowserValue } from "./create-store";

let initialData: InitialData | null | undefined;

/** The data in the document beside a page rendered for everybody; null if the page has its own. */
export function initialDataOfDocument(): InitialData | null {
	if (typeof document === "undefined") return null;
	if (initialData === undefined) {
		const text = document.getElementById("start")?.textContent;
		initialData = text ? (JSON.parse(text) as InitialData) : null;
	}
	return initialData;
}

/** The same during rendering: null on the server and during hydration. */
export const useInitialData = (): InitialData | null => useBrowserValue(initialDataOfDocument, null);
