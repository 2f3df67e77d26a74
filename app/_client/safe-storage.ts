/** The part of the browser's storage that is used. */
export type KeyValueStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** Where the browser has storage switched off nothing is kept, and everything else goes on. */
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
/** Of this tab alone; it survives a reload. */
export const tabStorage = () => safe(() => sessionStorage);

export const readText = (key: string, storage = deviceStorage()): string | null => storage.getItem(key);

/** Null removes the key. False where the storage is full. */
export function writeText(key: string, text: string | null, storage = deviceStorage()): boolean {
	try {
		if (text === null) storage.removeItem(key);
		else storage.setItem(key, text);
		return true;
	} catch {
		return false;
	}
}

/** Null where nothing is stored, or nothing that is JSON. */
export function readJson(key: string, storage = deviceStorage()): unknown {
	try {
		return JSON.parse(readText(key, storage) ?? "null");
	} catch {
		return null;
	}
}

/** Null removes the key. False where the storage is full. */
export const writeJson = (key: string, value: unknown, storage = deviceStorage()): boolean =>
	writeText(key, value === null ? null : JSON.stringify(value), storage);

export const keysWith = (prefix: string, storage = deviceStorage()): string[] =>
	Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "").filter((key) =>
		key.startsWith(prefix),
	);
