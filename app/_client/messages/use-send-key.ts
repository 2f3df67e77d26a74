"use client";

import { useSyncExternalStore } from "react";
import type { Preferences } from "../account/preferences";
import { usePreferences } from "../account/use-preferences";

const coarse = "(pointer: coarse)";
const subscribe = (listener: () => void) => {
	const query = matchMedia(coarse);
	query.addEventListener("change", listener);
	return () => query.removeEventListener("change", listener);
};

/** A touch screen is the main pointer, so the keyboard is probably on-screen. */
const useCoarsePointer = () =>
	useSyncExternalStore(
		subscribe,
		() => matchMedia(coarse).matches,
		() => false,
	);

/**
 * The key that sends a message. An on-screen keyboard has no Shift+Enter: there Enter begins a line and the button
 * sends.
 */
export function useSendKey(): Preferences["sendWith"] {
	const { sendWith } = usePreferences();
	return useCoarsePointer() ? "mod" : sendWith;
}

export const sends = (
	{ key, ctrlKey, metaKey, shiftKey }: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey">,
	sendKey: Preferences["sendWith"],
): boolean => key === "Enter" && (sendKey === "mod" ? ctrlKey || metaKey : !shiftKey);
