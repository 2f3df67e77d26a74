"use client";

import { useSyncExternalStore } from "react";

const changed = "hashchange";

function subscribe(listener: () => void) {
	addEventListener(changed, listener);
	return () => removeEventListener(changed, listener);
}

const read = () => new URLSearchParams(location.hash.slice(1)).get("ticket");

/** The ticket in the fragment with which a sign-in with a provider led here; null without one. */
export const useSignInTicket = (): string | null => useSyncExternalStore(subscribe, read, () => null);

/** Back to the first step. */
export function forgetSignInTicket(): void {
	if (read() === null) return;
	history.replaceState(history.state, "", location.pathname + location.search);
	dispatchEvent(new HashChangeEvent(changed));
}
