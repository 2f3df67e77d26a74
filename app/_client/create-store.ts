import { useSyncExternalStore } from "react";

type Listener = () => void;

/** Calls its subscribers. */
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

/** State of this tab outside React. `initial` is called when the state is first read. */
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

/** For `useSyncExternalStore` with a constant or missing source. */
export const noopSubscribe = () => () => {};

/** A constant value that only the browser knows. */
export const useBrowserValue = <Value>(read: () => Value, onServer: Value): Value =>
	useSyncExternalStore(noopSubscribe, read, () => onServer);
