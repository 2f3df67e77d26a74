"use client";

import { useSyncExternalStore } from "react";
import { readJson, writeJson } from "../safe-storage";
import { applyPreferences, type Preferences, preferencesIn, storageKey } from "./preferences";

const initial = preferencesIn(null);
const listeners = new Set<() => void>();
let held: Preferences | null = null;

function read(): Preferences {
	held ??= preferencesIn(readJson(storageKey));
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
	writeJson(storageKey, held);
	applyPreferences(held);
	changed();
}
