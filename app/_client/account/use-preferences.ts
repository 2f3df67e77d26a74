"use client";

import { useSyncExternalStore } from "react";
import { applyPreferences, type Preferences, preferencesIn, storageKey } from "./preferences";

const initial = preferencesIn(null);
const listeners = new Set<() => void>();
let held: Preferences | null = null;

function read(): Preferences {
	if (held) return held;
	try {
		held = preferencesIn(localStorage.getItem(storageKey));
	} catch {
		held = initial;
	}
	return held;
}

function changed(): void {
	for (const listener of listeners) listener();
}

/** Another tab of this device has chosen. */
const onStorage = ({ key }: StorageEvent) => {
	if (key !== storageKey && key !== null) return;
	held = null;
	applyPreferences(read());
	changed();
};

function subscribe(listener: () => void): () => void {
	if (listeners.size === 0) addEventListener("storage", onStorage);
	listeners.add(listener);
	return () => {
		listeners.delete(listener);
		if (listeners.size === 0) removeEventListener("storage", onStorage);
	};
}

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, read, () => initial);

/** Holds at once, in every tab of this device, and for the next visit. */
export function setPreferences(change: Partial<Preferences>): void {
	held = { ...read(), ...change };
	try {
		localStorage.setItem(storageKey, JSON.stringify(held));
	} catch {
		// Storage may be full or switched off: then it holds until the page is left.
	}
	applyPreferences(held);
	changed();
}
