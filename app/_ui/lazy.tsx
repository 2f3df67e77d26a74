"use client";

import { type ComponentType, type ReactNode, useEffect, useState } from "react";

const loads: (() => Promise<unknown>)[] = [];

/**
 * A component that a first look at a page does without. It comes with `fetchLater`, or when it is first shown. Unlike
 * React.lazy it shows itself at once when it is there: React may hold a suspended tree back for 300 ms, which is long for
 * what somebody has just pressed.
 */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>) {
	let loaded: ComponentType<Props> | null = null;
	const fetch = async () => {
		loaded ??= await load();
	};
	loads.push(fetch);
	return function Later({ fallback = null, ...props }: Props & { fallback?: ReactNode }) {
		const [, setReady] = useState(loaded !== null);
		useEffect(() => {
			let isShown = true;
			if (!loaded)
				fetch().then(
					() => isShown && setReady(true),
					// Without an answer there is nothing to show; the next time it is asked for again.
					() => {},
				);
			return () => {
				isShown = false;
			};
		}, []);
		const Loaded = loaded;
		return Loaded ? <Loaded {...(props as unknown as Props)} /> : fallback;
	};
}

/** For what loads by itself and is to come with the others. */
export function registerPreload(load: () => Promise<unknown>): void {
	loads.push(load);
}

/** For a page that has come to rest: nobody waits for these then, nor misses them when the connection is gone. */
export function preloadAll(): void {
	for (const load of loads) load().catch(() => {});
}
