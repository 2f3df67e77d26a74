"use client";

import { useEffect, useRef } from "react";
import { onSessionExpired } from "../realtime/session-expired";
import { useOwnServers } from "../servers/use-servers";
import { windowCache } from "./window-cache";
import { wipeStorage } from "./wipe-storage";
import { wipeUnsent } from "./wipe-unsent";

/** By then a page has shown its messages. */
const restMs = 1000;

/** Stores the cached windows for later documents, and deletes them when the session ends. */
export function useWindowStore(viewerId: number | null): void {
	const { servers } = useOwnServers();
	const latest = useRef(servers);
	latest.current = servers;
	useEffect(() => {
		if (viewerId === null) return;
		wipeUnsent(viewerId);
		let isOver = false;
		const open = async () => {
			const [{ WindowStore }, { openWindowDatabase }] = await Promise.all([
				import("./window-store"),
				import("./window-database"),
			]);
			const store = new WindowStore(await openWindowDatabase(viewerId));
			if (isOver) return;
			windowCache.attach(store, viewerId);
			windowCache.keepOnly(latest.current);
		};
		// Without a database everything else works.
		const timer = setTimeout(() => void open().catch(() => {}), restMs);
		const end = onSessionExpired(() => {
			isOver = true;
			windowCache.end();
			void wipeStorage();
		});
		const leave = () => windowCache.flush();
		addEventListener("pagehide", leave);
		document.addEventListener("visibilitychange", leave);
		return () => {
			isOver = true;
			clearTimeout(timer);
			windowCache.detach();
			end();
			removeEventListener("pagehide", leave);
			document.removeEventListener("visibilitychange", leave);
		};
	}, [viewerId]);
}

/** On a page for guests: the session may have been revoked while no page was open. */
export function useWipedStorage(isGuest: boolean): void {
	useEffect(() => {
		if (isGuest) void wipeStorage();
	}, [isGuest]);
}
