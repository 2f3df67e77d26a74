"use client";

import { useEffect, useRef } from "react";
import { useReachable } from "./navigation";

/** Calls `retry` when the connection is back, instead of after the next of ever longer delays. */
export function useRetryWhenReachable(retry: () => unknown): void {
	const isReachable = useReachable();
	const latest = useRef(retry);
	latest.current = retry;
	const wasReachable = useRef(isReachable);
	useEffect(() => {
		if (isReachable && !wasReachable.current) latest.current();
		wasReachable.current = isReachable;
	}, [isReachable]);
}
