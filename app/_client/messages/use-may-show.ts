"use client";

import { useRef, useSyncExternalStore } from "react";
import { useReachable } from "../navigation/navigation";
import { windowCache } from "./window-cache";

/**
 * Whether a page may show messages that were loaded before. After a lost connection a page that opens shows none before
 * the server has listed the user's channels again; one that is open already stays.
 */
export function useMayShow(): boolean {
	const isReachable = useReachable();
	const read = () => windowCache.mayShow(isReachable);
	const mayShow = useSyncExternalStore(windowCache.subscribe, read, () => true);
	const isOpen = useRef(false);
	isOpen.current ||= mayShow;
	return isOpen.current;
}
