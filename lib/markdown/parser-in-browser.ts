import type { Token } from "markdown-it";

let parser: typeof import("./parser") | null = null;
let loading: Promise<void> | null = null;
const listeners = new Set<() => void>();

export const isParserLoaded = () => parser !== null;

/** Loads the parser: a document brings the trees of its messages, and most other messages are plain text. */
export function loadParser(): Promise<void> {
	loading ??= import("./parser").then(
		(loaded) => {
			parser = loaded;
			for (const listener of listeners) listener();
		},
		// The next text tries again.
		() => {
			loading = null;
		},
	);
	return loading;
}

export function onParserLoaded(listener: () => void): () => void {
	listeners.add(listener);
	return () => void listeners.delete(listener);
}

/** Null until the parser is loaded. */
export function tokensOf(content: string): Token[] | null {
	if (!parser) void loadParser();
	return parser?.tokensOf(content) ?? null;
}
