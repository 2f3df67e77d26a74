import type { Readable } from "node:stream";

declare module "../process/app-state" {
	interface AppState {
		/** The storage of files. */
		storage: Storage;
	}
}

/** From the first byte to the last, both included. */
export type Span = { from: number; to: number };

/** Where the bytes of files live. What a key names never changes. */
export type Storage = {
	/** Keeps a file of this machine under a key, whole or not at all; the file itself may be gone then. */
	put(key: string, path: string): Promise<void>;
	/** What is under a key, or a part of it; null where nothing is. */
	get(key: string, span?: Span): Promise<Readable | null>;
	/** Nothing under the key is as good as something that was removed. */
	remove(key: string): Promise<void>;
	/** Everything that is kept, with when it came. */
	list(): AsyncIterable<{ key: string; at: Date }>;
};

/** The only keys there are. Whatever else lies in a folder or bucket is not ours and is left alone. */
export const isKey = (text: string) => /^[0-9a-f]{2}\/[0-9a-f]{32}(-thumbnail)?$/.test(text);
