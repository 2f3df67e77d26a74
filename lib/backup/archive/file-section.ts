import type { TransactionSql } from "postgres";
import type { SqlTag } from "@/db/sql-tag";
import { thumbnailKey } from "../../attachments/thumbnail-key";
import { dataFiles } from "../../storage/named-files";
import { isKey, type Storage } from "../../storage/storage";
import { BackupError } from "../backup-error";
import type { Section } from "./archive-writer";
import type { Manifest } from "./manifest";

/*
 * Files follow one another: the length of the key and the key, then pieces of the content, each after its length, and a
 * length of 0 as the end. So the size of a file need not be known before it is read.
 */

const batch = 500;
/** The most missing files that a manifest names. */
const maxNamed = 100;

type Files = Manifest["files"];
type Fragment = ReturnType<TransactionSql>;

/** Appends all files that the rows of the snapshot name. */
export async function writeFiles(sql: TransactionSql, storage: Storage, section: Section): Promise<Files> {
	const files: Files = { count: 0, bytes: 0, missing: 0, missingKeys: [] };
	const rows = sql<{ key: string; hasThumbnail: boolean }[]>`
		select key, bool_or("hasThumbnail") as "hasThumbnail" from (${dataFiles(sql as SqlTag<Fragment>)}) named
		group by key order by key`.cursor(batch);
	for await (const some of rows)
		for (const { key, hasThumbnail } of some)
			for (const each of hasThumbnail ? [key, thumbnailKey(key)] : [key])
				await writeFile(each, storage, section, files);
	return files;
}

async function writeFile(key: string, storage: Storage, section: Section, files: Files): Promise<void> {
	const content = await storage.get(key);
	if (!content) {
		files.missing++;
		if (files.missingKeys.length < maxNamed) files.missingKeys.push(key);
		return;
	}
	await section.write(Buffer.concat([length(key.length), Buffer.from(key)]));
	for await (const chunk of content) {
		if (chunk.length === 0) continue;
		await section.write(Buffer.concat([length(chunk.length), chunk]));
		files.bytes += chunk.length;
	}
	await section.write(length(0));
	files.count++;
}

function length(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

export type FileSink = {
	begin(key: string): Promise<void>;
	write(bytes: Buffer): Promise<void>;
	end(): Promise<void>;
};

/** Reads the files of parts that are given in their order. */
export class FileSectionReader {
	count = 0;
	private pending: Buffer = Buffer.alloc(0);
	private state: "key" | "piece" = "key";

	constructor(private readonly sink: FileSink) {}

	async read(bytes: Buffer): Promise<void> {
		this.pending = this.pending.length === 0 ? bytes : Buffer.concat([this.pending, bytes]);
		while (await this.step());
	}

	end(): void {
		if (this.pending.length > 0 || this.state !== "key") throw new BackupError("The files of the archive end early.");
	}

	/** Takes the next item if it is complete. */
	private async step(): Promise<boolean> {
		if (this.pending.length < 4) return false;
		const size = this.pending.readUInt32BE();
		if (this.pending.length < 4 + size) return false;
		const item = this.pending.subarray(4, 4 + size);
		this.pending = this.pending.subarray(4 + size);
		if (this.state === "key") {
			const key = String(item);
			if (!isKey(key)) throw new BackupError("The archive holds a file with an invalid name.");
			await this.sink.begin(key);
			this.state = "piece";
		} else if (size > 0) await this.sink.write(item);
		else {
			await this.sink.end();
			this.count++;
			this.state = "key";
		}
		return true;
	}
}
