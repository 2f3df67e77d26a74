"use client";

import { useSyncExternalStore } from "react";
import { registerPreload } from "@/app/_ui/lazy";
import { isParserLoaded, loadParser, onParserLoaded } from "@/lib/markdown";

registerPreload(loadParser);

/** Renders the component again when the parser has loaded. */
export function useParser(): void {
	useSyncExternalStore(onParserLoaded, isParserLoaded, isParserLoaded);
}

const longestWaitMs = 3000;

/** For a text that is shown only once: resolves when the parser has loaded, or after a short while. */
export async function waitForParser(): Promise<void> {
	if (isParserLoaded()) return;
	await Promise.race([loadParser(), new Promise((resolve) => setTimeout(resolve, longestWaitMs))]);
}
