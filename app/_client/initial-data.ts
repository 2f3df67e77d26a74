"use client";

import type { ChannelInitialData } from "@/lib/channels/channel-page-data";
import { useBrowserValue } from "./create-store";

let initialData: ChannelInitialData | null | undefined;

/** The data in the document beside a page rendered for everybody; null if the page has its own. */
export function initialDataOfDocument(): ChannelInitialData | null {
	if (typeof document === "undefined") return null;
	if (initialData === undefined) {
		const text = document.getElementById("start")?.textContent;
		initialData = text ? (JSON.parse(text) as ChannelInitialData) : null;
	}
	return initialData;
}

/** The same during rendering: null on the server and during hydration. */
export const useInitialData = (): ChannelInitialData | null => useBrowserValue(initialDataOfDocument, null);
