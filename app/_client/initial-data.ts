"use client";

import type { ChannelInitialData } from "@/lib/channels/channel-page-data";
import { useBrowserValue } from "./create-store";

let initialData: ChannelInitialData | null | undefined;

/** What the document brought beside a page that was rendered for everybody; null where the page itself has its data. */
export function initialDataOfDocument(): ChannelInitialData | null {
	if (typeof document === "undefined") return null;
	if (initialData === undefined) {
		const text = document.getElementById("start")?.textContent;
		initialData = text ? (JSON.parse(text) as ChannelInitialData) : null;
	}
	return initialData;
}

/** The same for rendering: null on the server and while the browser takes over what the server rendered. */
export const useInitialData = (): ChannelInitialData | null => useBrowserValue(initialDataOfDocument, null);
