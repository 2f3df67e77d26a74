"use client";

import { useSyncExternalStore } from "react";
import { createStore } from "../create-store";
import { readJson, writeJson } from "../safe-storage";

const storageKey = "hearth.rail.open";
const none: ReadonlySet<number> = new Set();

const stored = (): ReadonlySet<number> => {
	const kept = readJson(storageKey);
	return new Set(Array.isArray(kept) ? kept.filter((id) => typeof id === "number") : []);
};

const folders = createStore(stored);

/** The folders of the rail that are open on this device, and how one is opened and closed. */
export function useOpenFolders(): { open: ReadonlySet<number>; toggle: (folderId: number) => void } {
	return { open: useSyncExternalStore(folders.subscribe, folders.getSnapshot, () => none), toggle };
}

function toggle(folderId: number): void {
	const next = new Set(folders.getSnapshot());
	if (!next.delete(folderId)) next.add(folderId);
	writeJson(storageKey, next.size > 0 ? [...next] : null);
	folders.set(next);
}
