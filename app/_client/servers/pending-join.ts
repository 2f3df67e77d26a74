"use client";

import { useEffect, useRef } from "react";

const storageKey = "hearth.join";

/**
 * Keeps in this tab that its visitor pressed "Sign in to join". It is no part of the address, so that no link can make
 * somebody join.
 */
export function rememberPendingJoin(serverId: number): void {
	try {
		sessionStorage.setItem(storageKey, String(serverId));
	} catch {
		// Without storage they press Join once more.
	}
}

/** Joins, once, the server this tab's visitor wanted before signing in. */
export function usePendingJoin(serverId: number | null, join: () => void): void {
	const latest = useRef(join);
	latest.current = join;
	useEffect(() => {
		if (serverId === null) return;
		try {
			if (sessionStorage.getItem(storageKey) !== String(serverId)) return;
			sessionStorage.removeItem(storageKey);
		} catch {
			return;
		}
		latest.current();
	}, [serverId]);
}
