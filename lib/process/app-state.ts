/**
 * All state of this process. Next evaluates a lib file again for pages and for its handlers, so module variables are
 * not shared and hold no state; server.ts (or a test) creates this object once and stores it on globalThis. A module that
 * has state declares its field here with `declare module`, so that this file imports none of them.
 */
export interface AppState {
	/** The id of this instance. */
	id: string;
	secret: string;
	draining: boolean;
}

const KEY = Symbol.for("hearth.node");
const globals = globalThis as { [KEY]?: AppState | undefined };

export function setAppState(node: AppState | undefined): void {
	globals[KEY] = node;
}

export function appState(): AppState {
	const it = globals[KEY];
	if (!it) throw new Error("The application state does not exist yet.");
	return it;
}
