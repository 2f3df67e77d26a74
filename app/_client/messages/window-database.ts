import type { CachedWindow } from "./channel-log";
import { databaseName } from "./wipe-windows";

type StoredWindow = CachedWindow & { viewerId: number; channelId: number; usedAt: number };

/** The windows of a user in the browser's database. */
export type WindowDatabase = {
	get(channelId: number): Promise<CachedWindow | null>;
	/** Stores windows, unless another tab has stored a newer one, and deletes those that were used longest ago. */
	put(windows: ReadonlyMap<number, CachedWindow>): Promise<void>;
	delete(channelId: number): Promise<void>;
	/** Deletes the windows of all other channels, and of all other users. */
	keepOnly(channelIds: ReadonlySet<number>): Promise<void>;
};

const storeName = "windows";
const maxStored = 50;

/** Rejects if the browser stores nothing, as in some private windows. */
export async function openWindowDatabase(viewerId: number): Promise<WindowDatabase> {
	const opening = indexedDB.open(databaseName, 1);
	opening.onupgradeneeded = () =>
		opening.result.createObjectStore(storeName, { keyPath: ["viewerId", "channelId"] }).createIndex("usedAt", "usedAt");
	const database = await resultOf(opening);
	// Another tab deletes the database: the user has signed out.
	database.onversionchange = () => database.close();
	const store = (mode: IDBTransactionMode) => database.transaction(storeName, mode).objectStore(storeName);
	return {
		async get(channelId) {
			const found = await resultOf<StoredWindow | undefined>(store("readonly").get([viewerId, channelId]));
			return found ? { messages: found.messages, lastSeq: found.lastSeq, rev: found.rev } : null;
		},
		async put(windows) {
			const to = store("readwrite");
			for (const [channelId, window] of windows) {
				const known = await resultOf<StoredWindow | undefined>(to.get([viewerId, channelId]));
				const newest = known && known.rev > window.rev ? known : window;
				to.put({ ...newest, viewerId, channelId, usedAt: Date.now() } satisfies StoredWindow);
			}
			const keys = await resultOf(to.index("usedAt").getAllKeys());
			for (const key of keys.slice(0, -maxStored)) to.delete(key);
		},
		async delete(channelId) {
			await resultOf(store("readwrite").delete([viewerId, channelId]));
		},
		async keepOnly(channelIds) {
			const from = store("readwrite");
			for (const key of await resultOf(from.getAllKeys())) {
				const [owner, channelId] = key as [number, number];
				if (owner !== viewerId || !channelIds.has(channelId)) from.delete(key);
			}
		},
	};
}

const resultOf = <Result>(request: IDBRequest<Result>): Promise<Result> =>
	new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	});
