"use client";

import { useEffect, useRef } from "react";
import { readJson, tabStorage, writeJson } from "../safe-storage";

const storageKey = "hearth.join";

/**
 * Stores in this tab that its guest pressed "Sign in to join". It is not in the address, so that no link can make a
 * user join.
 */
export function rememberPendingJoin(serverId: number): void {
	writeJson(storageKey, serverId, tabStorage());
}

/** Joins the stored server once after signing in. */
export function usePendingJoin(serverId: number | null, join: () => void): void {
	const latest = useRef(join);
	latest.current = join;
	useEffect(() => {
		if (serverId === null || readJson(storageKey, tabStorage()) !== serverId) return;
		writeJson(storageKey, null, tabStorage());
		latest.current();
	}, [serverId]);
}
