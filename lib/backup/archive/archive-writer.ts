import { createHash } from "node:crypto";
import { createGzip, type Gzip } from "node:zlib";
import { type Pack, pack } from "tar-stream";
import type { ArchiveTarget } from "./archive-target";
import type { Encrypt } from "./encryption";
import { format, type Manifest, names } from "./manifest";
import { openTarget, type TargetOptions } from "./open-target";

/** The size of a part, before the last bytes that the compressor still holds. It bounds the memory of a backup. */
const partBytes = 4 * 1024 * 1024;
/** Rows arrive one by one. Each call of the compressor goes to another thread, so they are gathered first. */
const gatheredBytes = 128 * 1024;

type Parts = Manifest["parts"];
export type ArchiveOptions = TargetOptions & {
	encrypt: Encrypt | null;
	/** The size that the archive may reach, as far as it is known. */
	expectedBytes: number;
};

/** Writes an archive. Each part's size and hash go into the manifest. */
export class ArchiveWriter {
	readonly parts: Parts = {};
	private readonly tar: Pack = pack();
	private readonly written: Promise<number>;
	private failure: unknown;

	private constructor(
		private readonly target: ArchiveTarget,
		private readonly encrypt: Encrypt | null,
	) {
		this.written = this.write();
		// The next part reports it.
		this.written.catch((error) => {
			this.failure = error;
			this.tar.destroy();
		});
	}

	static async open(options: ArchiveOptions): Promise<ArchiveWriter> {
		const target = await openTarget(options);
		await target.requireSpace(options.expectedBytes);
		const writer = new ArchiveWriter(target, options.encrypt);
		await writer.add(names.header, Buffer.from(JSON.stringify({ product: "Hearth", format })));
		return writer;
	}

	async add(name: string, content: Buffer): Promise<void> {
		await this.target.requireSpace(content.length);
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
		await this.target.complete();
		return size;
	}

	async abort(): Promise<void> {
		this.tar.destroy(new Error("The backup was given up."));
		await this.written.catch(() => {});
		await this.target.abandon();
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
		// Its own type does not show that it consists of bytes.
		const tar = this.tar as unknown as AsyncIterable<Uint8Array>;
		return this.target.write(this.encrypt ? await this.encrypt(tar) : tar);
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

export const sha256 = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");
