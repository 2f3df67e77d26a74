import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { diskError } from "./errors";
import { isKey, type Span, type Storage } from "./storage";

/** Files in a folder of this machine, or in a shared one. */
export class LocalStorage implements Storage {
	constructor(private readonly folder: string) {}

	/** Synced to the disk before it gets its name: after a power cut it is complete or absent. */
	async put(key: string, path: string): Promise<void> {
		try {
			const file = await open(path, "r+");
			await file.sync().finally(() => file.close());
			const target = join(this.folder, key);
			await mkdir(dirname(target), { recursive: true, mode: 0o700 });
			await rename(path, target);
		} catch (error) {
			throw diskError(error);
		}
	}

	async get(key: string, span?: Span): Promise<Readable | null> {
		try {
			const file = await open(join(this.folder, key), "r");
			return file.createReadStream(span ? { start: span.from, end: span.to } : {});
		} catch (error) {
			if (isMissing(error)) return null;
			throw diskError(error);
		}
	}

	async remove(key: string): Promise<void> {
		await rm(join(this.folder, key), { force: true });
	}

	async *list(): AsyncIterable<{ key: string; at: Date }> {
		for (const shelf of await namesIn(this.folder))
			for (const name of await namesIn(join(this.folder, shelf))) {
				const key = `${shelf}/${name}`;
				const found = isKey(key) ? await stat(join(this.folder, key)).catch(() => null) : null;
				if (found) yield { key, at: found.mtime };
			}
	}
}

const isMissing = (error: unknown) =>
	error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

async function namesIn(folder: string): Promise<string[]> {
	return readdir(folder).catch((error) => {
		if (isMissing(error)) return [];
		throw error;
	});
}
