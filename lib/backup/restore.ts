import type { Readable } from "node:stream";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { TransactionSql } from "postgres";
import { databaseOf } from "@/db";
import type { Client, ConnectionTarget } from "@/db/connection";
import { applyMigrations, knownMigrations } from "@/db/migrate";
import type { Finding } from "../doctor/finding";
import type { Storage } from "../storage/storage";
import { type Archive, entriesOf, readSecrets, verify } from "./archive/archive-reader";
import { FileSectionReader, type FileSink } from "./archive/file-section";
import { type Manifest, partName, type Secrets } from "./archive/manifest";
import { BackupError } from "./backup-error";
import { channelStates, differenceOf } from "./channel-states";
import { copyInto, type RowSink, resetSequences, rowsIn, withoutConstraints } from "./load-tables";
import { abandonTarget, completeTarget, openTarget } from "./restore-target";

export type RestoreOptions = {
	archive: Archive;
	/** Called once the archive was found to be whole, and before anything is changed. */
	database(): Promise<ConnectionTarget>;
	files: FileSink;
	/** The store into which they go, if they are kept. */
	storage?: Storage;
	/** Takes the secrets of the archive. Returns whether the sessions in it can be used with them. */
	keepSecrets(secrets: Secrets): Promise<boolean>;
	/** Whether the instance is the same, so that its sessions go on. */
	keepsSessions?: boolean;
};
/** `findings`: of the doctor, about the restored database. */
export type RestoreReport = { manifest: Manifest; keptSessions: boolean; findings: Finding[] };

/** Restores an archive into an empty database. If it fails, the database is empty again. Throws BackupError. */
export async function restore(options: RestoreOptions): Promise<RestoreReport> {
	const manifest = await verify(options.archive);
	if (!knownMigrations().includes(manifest.schema.migration))
		throw new BackupError(
			`The archive was made by Hearth ${manifest.version}, whose database this version does not know: install that version or a newer one.`,
		);
	const client = await openTarget(await options.database());
	try {
		await applyMigrations(client, { upTo: manifest.schema.migration });
		await client.begin((sql) => load(sql, options, manifest));
		const secrets = await readSecrets(options.archive, manifest);
		const keptSessions = options.keepsSessions || (secrets !== null && (await options.keepSecrets(secrets)));
		if (!keptSessions) await client`delete from sessions`;
		await applyMigrations(client);
		const findings = await examine(client, options, manifest);
		await completeTarget(client);
		return { manifest, keptSessions, findings };
	} catch (error) {
		await abandonTarget(client);
		throw error;
	} finally {
		await client.end({ timeout: 5 });
	}
}

/**
 * Lets the doctor examine the restored database. The restore fails if its schema is not that of this version, or if the
 * store lacks more files than the backup did. Rows cannot differ from the backup, so what is wrong with them was wrong
 * in the original: it is reported and does not keep the operator from their only copy.
 */
async function examine(client: Client, { storage }: RestoreOptions, manifest: Manifest): Promise<Finding[]> {
	// Loaded here: a backup does without.
	const [{ examineDatabase }, { missingFiles }] = await Promise.all([
		import("../doctor/examine-database"),
		import("../doctor/check-files"),
	]);
	const database = databaseOf(client);
	const { schema, content } = await examineDatabase(database);
	const [wrong] = schema;
	if (wrong) throw new BackupError(`The restored database is not as it should be: ${wrong.problem}`);
	if (!storage) return content;
	const { size } = await missingFiles(database, storage);
	if (size > manifest.files.missing)
		throw new BackupError(
			`The store lacks ${size} files of the restored database instead of ${manifest.files.missing}.`,
		);
	return content;
}

async function load(sql: TransactionSql, { archive, files }: RestoreOptions, manifest: Manifest): Promise<void> {
	const reader = new FileSectionReader(files);
	const rows = new TableLoader(sql, manifest);
	await withoutConstraints(sql, async () => {
		try {
			for await (const { name, content } of entriesOf(archive)) {
				const table = partName.exec(name)?.[1];
				if (table) await rows.load(table, content);
				else if (name.startsWith("files/")) for await (const chunk of content) await reader.read(chunk);
				else content.resume();
			}
			await rows.end();
			rows.requireCounts();
			reader.end();
		} catch (error) {
			rows.abort();
			throw error;
		}
		if (reader.count !== manifest.files.count)
			throw new BackupError(`The archive holds ${reader.count} files instead of ${manifest.files.count}.`);
		await resetSequences(sql, manifest.sequences);
	});
	const difference = differenceOf(manifest.channels, await channelStates(sql));
	if (difference) throw new BackupError(`The restored database differs from its backup: ${difference}.`);
}

/** Loads the parts of one table after another. */
class TableLoader {
	private table: Manifest["tables"][number] | undefined;
	private sink: RowSink | undefined;
	private readonly rows = new Map<string, number>();

	constructor(
		private readonly sql: TransactionSql,
		private readonly manifest: Manifest,
	) {}

	async load(name: string, content: Readable): Promise<void> {
		if (this.table?.name !== name) {
			await this.end();
			this.table = this.manifest.tables.find((table) => table.name === name);
			if (!this.table) throw new BackupError(`The archive holds the table ${name}, which is not in its manifest.`);
			this.sink = await copyInto(this.sql, this.table);
		}
		const { sink } = this;
		let count = this.rows.get(name) ?? 0;
		const target = new Writable({
			write: (bytes: Buffer, _, done) => {
				count += rowsIn(bytes);
				sink?.write(bytes).then(() => done(), done);
			},
		});
		await pipeline(content, createGunzip(), target);
		this.rows.set(name, count);
	}

	abort(): void {
		this.sink?.abort();
	}

	async end(): Promise<void> {
		const { sink } = this;
		this.sink = undefined;
		await sink?.end();
		this.table = undefined;
	}

	/** An empty table has no part, so all are compared at the end. */
	requireCounts(): void {
		for (const { name, rows } of this.manifest.tables) {
			const loaded = this.rows.get(name) ?? 0;
			if (loaded !== rows) throw new BackupError(`The table ${name} has ${loaded} rows instead of ${rows}.`);
		}
	}
}
