"use client";

import { type ComponentType, type ReactNode, useEffect, useState } from "react";

const loads: (() => Promise<unknown>)[] = [];

/**
 * A component that the first view of a page does not need. It is loaded by `preloadAll`, or when first shown. Unlike
 * React.lazy it appears at once when loaded: React may hold a suspended tree back for 300 ms, which is long after a
 * click.
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
					// A failed load is retried the next time.
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

/** For code that is loaded separately but preloaded with the others. */
export function registerPreload(load: () => Promise<unknown>): void {
	loads.push(load);
}

/** For an idle page: nothing is delayed, and nothing is missing when the connection is lost. */
export function preloadAll(): void {
	for (const load of loads) load().catch(() => {});
}
