import { type ComponentType, lazy } from "react";

const loads: (() => Promise<unknown>)[] = [];

/** A component that a first look at a page does without. It comes with `fetchLater`, or when it is first shown. */
export function later<P>(load: () => Promise<ComponentType<P>>) {
	loads.push(load);
	return lazy<ComponentType<P>>(async () => ({ default: await load() }));
}

/** For a page that has come to rest: nobody waits for these then, nor misses them when the connection is gone. */
export function fetchLater(): void {
	for (const load of loads) load().catch(() => {});
}
