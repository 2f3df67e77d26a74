import type { Readable } from "node:stream";

declare module "../process/app-state" {
	interface AppState {
		/** The storage of files. */
		storage: Storage;
	}
}

/** From the first byte to the last, both included. */
export type Span = { from: number; to: number };

/** The storage of files. The content of a key never changes. */
export type Storage = {
	/** Stores a local file under a key, completely or not at all; the file itself may be gone afterwards. */
	put(key: string, path: string): Promise<void>;
	/** The content of a key, or a part of it; null if there is none. */
	get(key: string, span?: Span): Promise<Readable | null>;
	/** Succeeds for a missing key too. */
	remove(key: string): Promise<void>;
	/** All stored files, with their times. */
	list(): AsyncIterable<{ key: string; at: Date }>;
};

/** The only valid keys. Other files in a folder or bucket do not belong to Hearth and are left alone. */
export const isKey = (text: string) => /^[0-9a-f]{2}\/[0-9a-f]{32}(-thumbnail)?$/.test(text);
