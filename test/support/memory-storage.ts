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

/** Gives the window of a test a storage. Call the returned function when the test ends: files share a process. */
export function provideLocalStorage(storage: Pick<Storage, "getItem" | "setItem" | "removeItem">) {
	Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true, writable: true });
	return () => void Reflect.deleteProperty(globalThis, "localStorage");
}
