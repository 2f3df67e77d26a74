/** The used part of the browser's storage. */
export type KeyValueStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** With storage disabled nothing is stored, and everything else works. */
const noStorage: KeyValueStorage = {
	length: 0,
	key: () => null,
	getItem: () => null,
	setItem: () => {},
	removeItem: () => {},
};

const safe = (open: () => Storage): KeyValueStorage => {
	try {
		return open();
	} catch {
		return noStorage;
	}
};

/** Shared by every tab of this device. */
export const deviceStorage = () => safe(() => localStorage);
/** For this tab alone; it survives a reload. */
export const tabStorage = () => safe(() => sessionStorage);

export const readText = (key: string, storage = deviceStorage()): string | null => storage.getItem(key);

/** Null removes the key. Returns false if the storage is full. */
export function writeText(key: string, text: string | null, storage = deviceStorage()): boolean {
	try {
		if (text === null) storage.removeItem(key);
		else storage.setItem(key, text);
		return true;
	} catch {
		return false;
	}
}

/** Null for a missing key, or a value that is not JSON. */
export function readJson(key: string, storage = deviceStorage()): unknown {
	try {
		return JSON.parse(readText(key, storage) ?? "null");
	} catch {
		return null;
	}
}

/** Null removes the key. Returns false if the storage is full. */
export const writeJson = (key: string, value: unknown, storage = deviceStorage()): boolean =>
	writeText(key, value === null ? null : JSON.stringify(value), storage);

export const keysWith = (prefix: string, storage = deviceStorage()): string[] =>
	Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "").filter((key) =>
		key.startsWith(prefix),
	);
