"use client";

import { type ComponentType, type ReactNode, useSyncExternalStore } from "react";
import { markUsable, whenUsable } from "./when-usable";

const preloads: (() => Promise<unknown>)[] = [];

/** Registers code for `preloadAll` that has its own way of loading. */
export function registerPreload(load: () => Promise<unknown>): void {
	preloads.push(load);
}

/**
 * Loads all lazy code, and the lazy code that this brings in turn. Called when a page has come to rest: nobody waits for
 * it then, and it is there when the connection is not. It is loaded piece by piece while the page is idle, so that
 * neither a request nor a frame of the user waits for it. A piece that does not arrive holds up the next one for a while.
 */
export async function preloadAll(): Promise<void> {
	markUsable();
	for (let at = 0; at < preloads.length; at++) {
		await idle();
		await Promise.race([preloads[at]?.().catch(() => {}), sleep(longestPreloadMs)]);
	}
}

const longestWaitMs = 1000;
const longestPreloadMs = 10_000;
const sleep = (ms: number) => new Promise<unknown>((resolve) => setTimeout(resolve, ms));

/** Safari has no idle callbacks. */
const idle = () =>
	new Promise<unknown>((resolve) =>
		typeof requestIdleCallback === "function"
			? requestIdleCallback(resolve, { timeout: longestWaitMs })
			: setTimeout(resolve, 50),
	);

/** Code that is loaded with `preloadAll` or when it is first used. */
export function lazyModule<Module>(load: () => Promise<Module>) {
	let loaded: Module | null = null;
	const lazily = {
		/** Null until it is loaded. */
		get current() {
			return loaded;
		},
		load: async (): Promise<Module> => {
			loaded ??= await load();
			return loaded;
		},
	};
	registerPreload(lazily.load);
	return lazily;
}

type Loading = {
	load: () => Promise<unknown>;
	onLoaded: () => void;
	onFailure?: ((error: unknown) => unknown) | undefined;
};

const firstRetryMs = 1000;
const longestRetryMs = 30_000;

/**
 * Loads code. After a failure it tries again, after ever longer waits and when the browser is online again. The
 * returned function stops it.
 */
export function loadUntilThere({ load, onLoaded, onFailure }: Loading): () => void {
	let isOver = false;
	let waitMs = firstRetryMs;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const stop = () => {
		isOver = true;
		clearTimeout(timer);
		window.removeEventListener("online", attempt);
	};
	const attempt = () => {
		clearTimeout(timer);
		load().then(
			() => {
				if (isOver) return;
				stop();
				onLoaded();
			},
			(error) => {
				if (isOver) return;
				clearTimeout(timer);
				timer = setTimeout(attempt, waitMs);
				waitMs = Math.min(waitMs * 2, longestRetryMs);
				onFailure?.(error);
			},
		);
	};
	window.addEventListener("online", attempt);
	attempt();
	return stop;
}

/**
 * A component that the first render of a page does without. Unlike with React.lazy it appears as soon as it is loaded:
 * React may hold back a suspended tree for 300 ms, which is long after a click. The server does not render it; what the
 * server has to render is loaded with React.lazy.
 */
export function lazy<Props extends object>(
	load: () => Promise<ComponentType<Props>>,
	onFailure?: (error: unknown) => unknown,
) {
	const component = lazyModule(load);
	const getLoaded = () => component.current;
	const subscribe = (onLoaded: () => void) =>
		getLoaded() ? () => {} : loadUntilThere({ load: component.load, onLoaded, onFailure });
	function Lazy({ fallback = null, ...props }: Props & { fallback?: ReactNode }) {
		const Loaded = useSyncExternalStore(subscribe, getLoaded, () => null);
		return Loaded ? <Loaded {...(props as unknown as Props)} /> : fallback;
	}
	return Object.assign(Lazy, { load: component.load });
}

/**
 * A lazy component that the user cannot miss before the page is usable, because it shows nothing yet or little: until
 * then its code leaves the network to the page.
 */
export const lazyOnceUsable = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
	lazy(() => whenUsable.then(load));
