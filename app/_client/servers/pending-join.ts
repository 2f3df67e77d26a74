"use client";

import { useEffect, useRef } from "react";
import { readJson, tabStorage, writeJson } from "../safe-storage";

const storageKey = "hearth.join";

/** A public server by its id, or an invite by its code. */
type Target = number | string;

/**
 * Stores in this tab that its guest pressed the button to join. It is not in the address, so that no link can make a
 * user join.
 */
export function rememberPendingJoin(target: Target): void {
	writeJson(storageKey, target, tabStorage());
}

/** Joins the stored target once after signing in. */
export function usePendingJoin(target: Target | null, join: () => void): void {
	const latest = useRef(join);
	latest.current = join;
	useEffect(() => {
		if (target === null || readJson(storageKey, tabStorage()) !== target) return;
		writeJson(storageKey, null, tabStorage());
		latest.current();
	}, [target]);
}
