"use client";

import { useEffect, useRef } from "react";
import { readJson, tabStorage, writeJson } from "../safe-storage";

const storageKey = "hearth.join";

/**
 * Keeps in this tab that its visitor pressed "Sign in to join". It is no part of the address, so that no link can make
 * somebody join.
 */
export function rememberPendingJoin(serverId: number): void {
	writeJson(storageKey, serverId, tabStorage());
}

/** Joins, once, the server this tab's visitor wanted before signing in. */
export function usePendingJoin(serverId: number | null, join: () => void): void {
	const latest = useRef(join);
	latest.current = join;
	useEffect(() => {
		if (serverId === null || readJson(storageKey, tabStorage()) !== serverId) return;
		writeJson(storageKey, null, tabStorage());
		latest.current();
	}, [serverId]);
}
