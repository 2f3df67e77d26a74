import type { KeyValueStorage } from "@/app/_client/safe-storage";

/** An in-memory replacement for the browser's storage in tests that run without a browser. */
export function memoryStorage(): KeyValueStorage & { keys(): string[] } {
	const entries = new Map<string, string>();
	return {
		getItem: (key) => entries.get(key) ?? null,
		setItem: (key, value) => void entries.set(key, value),
		removeItem: (key) => void entries.delete(key),
		key: (index) => [...entries.keys()][index] ?? null,
		get length() {
			return entries.size;
		},
		keys: () => [...entries.keys()],
	};
}
