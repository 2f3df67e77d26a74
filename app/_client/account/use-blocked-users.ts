"use client";

import { useViewer } from "./use-viewer";

const none: ReadonlySet<number> = new Set();
const sets = new WeakMap<readonly number[], ReadonlySet<number>>();

/** The ids of the users whom the viewer has blocked: the same set while they are unchanged. */
export function useBlockedUsers(): ReadonlySet<number> {
	const blocked = useViewer()?.blocked;
	if (!blocked || blocked.length === 0) return none;
	const known = sets.get(blocked) ?? new Set(blocked);
	sets.set(blocked, known);
	return known;
}
