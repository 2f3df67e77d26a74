import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Storage } from "../storage/storage";
import type { FileSink } from "./archive/file-section";

/** Puts restored files into the store. Those of a restore that fails are collected like others without a row. */
export class StoredFiles implements FileSink {
	private key = "";
	private path = "";
	private file: FileHandle | undefined;

	constructor(
		private readonly storage: Storage,
		private readonly incoming: string,
	) {}

	async begin(key: string): Promise<void> {
		await mkdir(this.incoming, { recursive: true, mode: 0o700 });
		this.key = key;
		this.path = join(this.incoming, randomUUID());
		this.file = await open(this.path, "wx", 0o600);
	}

	async write(bytes: Buffer): Promise<void> {
		await this.file?.writeFile(bytes);
	}

	async end(): Promise<void> {
		await this.file?.close();
		this.file = undefined;
		await this.storage.put(this.key, this.path);
		// A store elsewhere leaves it.
		await rm(this.path, { force: true });
	}
}

/** Reads the files of an archive without keeping them. */
export const noFiles: FileSink = { begin: async () => {}, write: async () => {}, end: async () => {} };
