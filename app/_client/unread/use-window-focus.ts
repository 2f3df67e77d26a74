"use client";

import { useSyncExternalStore } from "react";

const events = ["focus", "blur"] as const;

/** Whether this window is visible and focused. */
export function useWindowFocus(): boolean {
	return useSyncExternalStore(
		subscribe,
		() => document.visibilityState === "visible" && document.hasFocus(),
		() => false,
	);
}

function subscribe(changed: () => void): () => void {
	for (const event of events) addEventListener(event, changed);
	document.addEventListener("visibilitychange", changed);
	return () => {
		for (const event of events) removeEventListener(event, changed);
		document.removeEventListener("visibilitychange", changed);
	};
}
