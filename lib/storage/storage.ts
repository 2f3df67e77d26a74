import type { Readable } from "node:stream";
import { AppError } from "../errors";
import type { S3Settings } from "../process/config";
import { LocalStorage } from "./local-storage";
import { S3Storage } from "./s3-storage";

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

export const openStorage = (settings: { filesDir: string; s3: S3Settings | null }): Storage =>
	settings.s3 ? new S3Storage(settings.s3) : new LocalStorage(settings.filesDir);

/** The only keys there are. Whatever else lies in a folder or bucket is not ours and is left alone. */
export const isKey = (text: string) => /^[0-9a-f]{2}\/[0-9a-f]{32}(-thumbnail)?$/.test(text);

export const storageUnavailable = () =>
	new AppError("unavailable", "Hearth can’t reach its files right now. Try again in a moment.", { retryAfterMs: 2000 });

export const storageFull = () =>
	new AppError("storage_full", "There is no room left for files here. Whoever runs this Hearth can make some.");

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** A failure of the disk as a person is told of it; what is none goes through. */
export function diskError(error: unknown): unknown {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	if (FULL.has(code)) return storageFull();
	return /^(EIO|EROFS|EACCES|EPERM|ESTALE|ENOTCONN|EMFILE|ENFILE)$/.test(code) ? storageUnavailable() : error;
}
