import { useSyncExternalStore } from "react";

type Listener = () => void;

/** Calls whoever subscribed. */
export function createEmitter() {
	const listeners = new Set<Listener>();
	return {
		subscribe(listener: Listener): () => void {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		emit(): void {
			for (const listener of listeners) listener();
		},
		hasListeners: (): boolean => listeners.size > 0,
	};
}

/** State of this tab that lies outside React. `initial` is called when the state is first read. */
export function createStore<State>(initial: () => State) {
	const { subscribe, emit } = createEmitter();
	let held: { state: State } | null = null;
	const set = (state: State) => {
		held = { state };
		emit();
	};
	const getSnapshot = (): State => {
		held ??= { state: initial() };
		return held.state;
	};
	return { subscribe, getSnapshot, set };
}

/** For `useSyncExternalStore` where nothing changes, or nothing is there yet. */
export const noopSubscribe = () => () => {};

/** A value that only the browser knows and that never changes. */
export const useBrowserValue = <Value>(read: () => Value, onServer: Value): Value =>
	useSyncExternalStore(noopSubscribe, read, () => onServer);
