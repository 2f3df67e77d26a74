"use client";

import { useSyncExternalStore } from "react";
import type { ChannelInitialData } from "@/lib/channels/channel-page-data";

let start: ChannelInitialData | null | undefined;

/** What the document brought beside a page that was rendered for everybody; null where the page itself has its data. */
export function startOfDocument(): ChannelInitialData | null {
	if (typeof document === "undefined") return null;
	if (start === undefined) {
		const text = document.getElementById("start")?.textContent;
		start = text ? (JSON.parse(text) as ChannelInitialData) : null;
	}
	return start;
}

const never = () => () => {};

/** The same for rendering: null on the server and while the browser takes over what the server rendered. */
export const useStart = (): ChannelInitialData | null => useSyncExternalStore(never, startOfDocument, () => null);
