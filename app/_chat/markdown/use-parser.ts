"use client";

import { useSyncExternalStore } from "react";
import { registerPreload } from "@/app/_ui/lazy";
import { isParserLoaded, loadParser, onParserLoaded } from "@/lib/markdown";

registerPreload(loadParser);

/** Renders the component again when the parser has loaded. */
export function useParser(): void {
	useSyncExternalStore(onParserLoaded, isParserLoaded, isParserLoaded);
}
