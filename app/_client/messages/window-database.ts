import type { CachedWindow } from "./channel-log";
import { channelIdOf, isThread, type WindowId } from "./window-id";
import { databaseName } from "./wipe-windows";

type StoredWindow = CachedWindow & { viewerId: number; id: WindowId; usedAt: number };

/** The windows of a user in the browser's database. */
export type WindowDatabase = {
	get(id: WindowId): Promise<CachedWindow | null>;
	/** Stores windows, unless another tab has stored a newer one, and deletes those that were used longest ago. */
	put(windows: ReadonlyMap<WindowId, CachedWindow>): Promise<void>;
	/** Deletes a window; with that of a channel also those of its threads. */
	delete(id: WindowId): Promise<void>;
	/** Deletes the windows of all other channels with their threads, and of all other users. */
	keepOnly(channelIds: ReadonlySet<number>): Promise<void>;
};

const storeName = "windows";
/** Of channels, and as many of threads. */
const maxStored = 50;
/** In an older version the store had another key. */
const version = 2;

/** Rejects if the browser stores nothing, as in some private windows. */
export async function openWindowDatabase(viewerId: number): Promise<WindowDatabase> {
	const opening = indexedDB.open(databaseName, version);
	opening.onupgradeneeded = () => {
		if (opening.result.objectStoreNames.contains(storeName)) opening.result.deleteObjectStore(storeName);
		opening.result.createObjectStore(storeName, { keyPath: ["viewerId", "id"] }).createIndex("usedAt", "usedAt");
	};
	const database = await resultOf(opening);
	// Another tab deletes the database: the user has signed out.
	database.onversionchange = () => database.close();
	const store = (mode: IDBTransactionMode) => database.transaction(storeName, mode).objectStore(storeName);
	return {
		async get(id) {
			const found = await resultOf<StoredWindow | undefined>(store("readonly").get([viewerId, id]));
			return found ?? null;
		},
		async put(windows) {
			const to = store("readwrite");
			for (const [id, window] of windows) {
				const known = await resultOf<StoredWindow | undefined>(to.get([viewerId, id]));
				const newest = known && known.rev > window.rev ? known : window;
				to.put({ ...newest, viewerId, id, usedAt: Date.now() } satisfies StoredWindow);
			}
			const keys = (await resultOf(to.index("usedAt").getAllKeys())) as [number, WindowId][];
			for (const kind of [true, false])
				for (const key of keys.filter(([, id]) => isThread(id) === kind).slice(0, -maxStored)) to.delete(key);
		},
		async delete(id) {
			const from = store("readwrite");
			from.delete([viewerId, id]);
			// All that begin with the id and a slash; a zero comes right after a slash.
			await resultOf(from.delete(IDBKeyRange.bound([viewerId, `${id}/`], [viewerId, `${id}0`], false, true)));
		},
		async keepOnly(channelIds) {
			const from = store("readwrite");
			for (const key of await resultOf(from.getAllKeys())) {
				const [owner, id] = key as [number, WindowId];
				if (owner !== viewerId || !channelIds.has(channelIdOf(id))) from.delete(key);
			}
		},
	};
}

const resultOf = <Result>(request: IDBRequest<Result>): Promise<Result> =>
	new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	});
