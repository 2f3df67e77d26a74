"use client";

import { useSyncExternalStore } from "react";
import { useViewer } from "../account/use-viewer";
import { createStore } from "../create-store";
import { readJson, writeJson } from "../safe-storage";

const none: ReadonlySet<number> = new Set();

/** Those of another user are deleted (wipe-unsent.ts). */
const keyOf = (userId: number) => `hearth.rail.${userId}`;

function stored(userId: number): ReadonlySet<number> {
	const kept = readJson(keyOf(userId));
	return new Set(Array.isArray(kept) ? kept.filter((id) => typeof id === "number") : []);
}

const stores = new Map<number, ReturnType<typeof createStore<ReadonlySet<number>>>>();

function storeOf(userId: number) {
	const store = stores.get(userId) ?? createStore(() => stored(userId));
	stores.set(userId, store);
	return store;
}

/** The folders of the viewer's rail that are open on this device, and how one is opened and closed. */
export function useOpenFolders(): { open: ReadonlySet<number>; toggle: (folderId: number) => void } {
	const userId = useViewer()?.id ?? 0;
	const { subscribe, getSnapshot, set } = storeOf(userId);
	const toggle = (folderId: number) => {
		const next = new Set(getSnapshot());
		if (!next.delete(folderId)) next.add(folderId);
		writeJson(keyOf(userId), next.size > 0 ? [...next] : null);
		set(next);
	};
	return { open: useSyncExternalStore(subscribe, getSnapshot, () => none), toggle };
}
