"use client";

import { useSyncExternalStore } from "react";
import { createStore } from "../create-store";
import { readJson, writeJson } from "../safe-storage";
import { applyPreferences, type Preferences, preferencesIn, storageKey } from "./preferences";

const initial = preferencesIn(null);
const preferences = createStore(() => preferencesIn(readJson(storageKey)));

function set(next: Preferences): void {
	applyPreferences(next);
	preferences.set(next);
}

/** Another tab of this device changed them. */
if (typeof addEventListener === "function")
	addEventListener("storage", ({ key }) => {
		if (key === storageKey || key === null) set(preferencesIn(readJson(storageKey)));
	});

export const usePreferences = (): Preferences =>
	useSyncExternalStore(preferences.subscribe, preferences.getSnapshot, () => initial);

/** Applies at once, in every tab of this device, and on the next visit. */
export function setPreferences(change: Partial<Preferences>): void {
	const next = { ...preferences.getSnapshot(), ...change };
	writeJson(storageKey, next);
	set(next);
}
