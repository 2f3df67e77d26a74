import { createHash } from "node:crypto";
import { mkdir, open, rename, rm, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { createGzip, type Gzip } from "node:zlib";
import { type Pack, pack } from "tar-stream";
import { BackupError } from "../backup-error";
import type { Encrypt } from "./encryption";
import { format, type Manifest, names } from "./manifest";

/** The size of a part, before the last bytes that the compressor still holds. It bounds the memory of a backup. */
const partBytes = 4 * 1024 * 1024;
/** Rows arrive one by one. Each call of the compressor goes to another thread, so they are gathered first. */
const gatheredBytes = 128 * 1024;

type Parts = Manifest["parts"];
export type ArchiveOptions = {
	file: string;
	encrypt: Encrypt | null;
	/** The share of the disk that stays free. */
	minFreeShare: number;
	/** The size that the archive may reach, as far as it is known. */
	expectedBytes: number;
};

/**
 * Writes an archive beside its final name, which it gets when it is complete and on disk. Each part's size and hash go
 * into the manifest.
 */
export class ArchiveWriter {
	readonly parts: Parts = {};
	private readonly tar: Pack = pack();
	private readonly written: Promise<number>;
	private failure: unknown;

	private constructor(
		private readonly options: ArchiveOptions,
		private readonly draft: string,
	) {
		this.written = this.write();
		// The next part reports it.
		this.written.catch((error) => {
			this.failure = error;
			this.tar.destroy();
		});
	}

	static async open(options: ArchiveOptions): Promise<ArchiveWriter> {
		await mkdir(dirname(options.file), { recursive: true, mode: 0o700 });
		await requireSpace(options, options.expectedBytes);
		const writer = new ArchiveWriter(options, `${options.file}.partial`);
		await writer.add(names.header, Buffer.from(JSON.stringify({ product: "Hearth", format })));
		return writer;
	}

	async add(name: string, content: Buffer): Promise<void> {
		await requireSpace(this.options, content.length);
		this.parts[name] = { size: content.length, sha256: sha256(content) };
		await this.entry(name, content);
	}

	/** Cuts a long content into parts `prefix/000001`, … */
	section(prefix: string, compressed: boolean): Section {
		return new Section((n, content) => {
			const name = `${prefix}/${String(n).padStart(6, "0")}${compressed ? ".gz" : ""}`;
			return this.add(name, content);
		}, compressed);
	}

	/** Returns the size of the archive. */
	async finish(manifest: Omit<Manifest, "parts">): Promise<number> {
		const content = Buffer.from(JSON.stringify({ ...manifest, parts: this.parts }));
		await this.entry(names.manifest, content);
		await this.entry(names.seal, Buffer.from(sha256(content)));
		this.tar.finalize();
		const size = await this.written;
		await rename(this.draft, this.options.file);
		await syncFolder(dirname(this.options.file));
		return size;
	}

	async abort(): Promise<void> {
		this.tar.destroy(new Error("The backup was given up."));
		await this.written.catch(() => {});
		await rm(this.draft, { force: true });
	}

	private async entry(name: string, content: Buffer): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			// The writer's failure destroys the tar, which may not call back.
			this.written.catch(reject);
			this.tar.entry({ name, mode: 0o600, mtime: new Date() }, content, (error) => (error ? reject(error) : resolve()));
		}).catch((error) => {
			throw this.failure ?? error;
		});
	}

	private async write(): Promise<number> {
		const { encrypt } = this.options;
		await rm(this.draft, { force: true });
		const file = await open(this.draft, "wx", 0o600);
		try {
			let size = 0;
			// Its own type does not show that it consists of bytes.
			const tar = this.tar as unknown as AsyncIterable<Uint8Array>;
			for await (const chunk of encrypt ? await encrypt(tar) : tar) {
				await file.writeFile(chunk);
				size += chunk.length;
			}
			await file.sync();
			return size;
		} finally {
			await file.close();
		}
	}
}

/** A long content, of which at most one part is in memory. */
export class Section {
	private pending: Buffer[] = [];
	private pendingBytes = 0;
	private gzip: Gzip | null = null;
	private output: Buffer[] = [];
	private outputBytes = 0;
	private count = 0;

	constructor(
		private readonly store: (n: number, content: Buffer) => Promise<void>,
		private readonly compressed: boolean,
	) {}

	async write(bytes: Buffer): Promise<void> {
		this.pending.push(bytes);
		this.pendingBytes += bytes.length;
		if (this.pendingBytes >= gatheredBytes) await this.flush();
		if (this.outputBytes >= partBytes) await this.endPart();
	}

	async end(): Promise<void> {
		await this.flush();
		if (this.outputBytes > 0 || this.gzip) await this.endPart();
	}

	private async flush(): Promise<void> {
		const bytes = Buffer.concat(this.pending);
		this.pending = [];
		this.pendingBytes = 0;
		if (bytes.length === 0) return;
		if (!this.compressed) return this.keep(bytes);
		const gzip = this.gzip ?? this.startGzip();
		await new Promise<void>((resolve, reject) => gzip.write(bytes, (error) => (error ? reject(error) : resolve())));
	}

	private startGzip(): Gzip {
		// The fastest level: rows shrink to a quarter, and the conversation needs the processor.
		this.gzip = createGzip({ level: 1 });
		this.gzip.on("data", (chunk: Buffer) => this.keep(chunk));
		return this.gzip;
	}

	private keep(chunk: Buffer): void {
		this.output.push(chunk);
		this.outputBytes += chunk.length;
	}

	private async endPart(): Promise<void> {
		const { gzip } = this;
		this.gzip = null;
		if (gzip)
			await new Promise<void>((resolve, reject) => {
				gzip.once("error", reject).once("end", resolve);
				gzip.end();
			});
		const content = Buffer.concat(this.output);
		this.output = [];
		this.outputBytes = 0;
		await this.store(++this.count, content);
	}
}

/** Part of the disk stays free for the database and for uploads. */
async function requireSpace({ file, minFreeShare }: ArchiveOptions, bytes: number): Promise<void> {
	const { bavail, blocks, bsize } = await statfs(dirname(file));
	if ((bavail * bsize - bytes) / (blocks * bsize) >= minFreeShare) return;
	const percent = Math.round(minFreeShare * 100);
	throw new BackupError(
		`The disk that holds ${dirname(file)} would have less than ${percent} % free: free some space, or name another disk with BACKUP_DIR.`,
	);
}

async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, "r");
	await handle.sync().finally(() => handle.close());
}

export const sha256 = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");
