import type { TransactionSql } from "postgres";
import { type ConnectionTarget, open } from "@/db/connection";
import { version } from "../process/version";
import { deletionLock } from "../storage/deletion-lock";
import type { Storage } from "../storage/storage";
import type { ArchivePlace } from "./archive/archive-place";
import { ArchiveWriter } from "./archive/archive-writer";
import { type Encrypt, type EncryptionSettings, encryption } from "./archive/encryption";
import { writeFiles } from "./archive/file-section";
import { format, type Manifest, names, type Secrets } from "./archive/manifest";
import { BackupError } from "./backup-error";
import { copyStatement, schemaOf, sequencesOf, type Table, tablesOf } from "./catalog";
import { channelStates } from "./channel-states";
import { rowsIn } from "./load-tables";

export type BackupOptions = {
	database: ConnectionTarget;
	storage: Storage;
	file: string;
	/** Also of the store, for an archive in a bucket. */
	settings: EncryptionSettings & Pick<ArchivePlace, "s3">;
	/** The secret that encrypts the cookies of sessions. An archive that is not encrypted does not hold it. */
	authSecret: string | null;
	minFreeShare?: number;
	/** Whether sessions are in it without the secret, for the same instance. */
	hasSessions?: boolean;
};
export type BackupReport = {
	file: string;
	bytes: number;
	messages: number;
	files: number;
	missingFiles: number;
	missingSecrets: string[];
};

/** The share of the disk that stays free, for the database and uploads. */
const defaultFreeShare = 0.1;
/** The lock of a backup in progress: there is one at a time. */
const backupLock = 4_821_909;
/** Rows take about this part of their table's size in an archive. */
const compression = 0.25;

/**
 * Writes a backup of the running instance. One transaction sees one instant: everything in the archive is from then.
 * Files that are deleted meanwhile stay in the store until the backup is done.
 */
export async function createBackup(options: BackupOptions): Promise<BackupReport> {
	const encrypt = await encryption(options.settings);
	// Its locks belong to the connection, which therefore never changes.
	const client = open(options.database, 1, { max_lifetime: null, connection: { application_name: "hearth-backup" } });
	try {
		const [lock] = await client<{ taken: boolean }[]>`select pg_try_advisory_lock(${backupLock}) as taken`;
		if (!lock?.taken) throw new BackupError("A backup of this database is in progress already.");
		// Waits for deletions in progress. Their rows are gone when the snapshot begins.
		await client`select pg_advisory_lock(${deletionLock})`;
		return (await client.begin("isolation level repeatable read read only", (sql) =>
			writeArchive(sql, { ...options, encrypt }),
		)) as BackupReport;
	} finally {
		await client.end({ timeout: 5 });
	}
}

async function writeArchive(
	sql: TransactionSql,
	options: BackupOptions & { encrypt: Encrypt | null },
): Promise<BackupReport> {
	const { file, encrypt, authSecret, storage, minFreeShare = defaultFreeShare } = options;
	const schema = await schemaOf(sql);
	if (!schema) throw new BackupError("This database holds no instance of Hearth.");
	const withSecrets = encrypt !== null && authSecret !== null;
	const copied = await tablesOf(sql, withSecrets || options.hasSessions === true);
	const expectedBytes = await estimate(sql, copied);
	const archive = await ArchiveWriter.open({ file, s3: options.settings.s3, encrypt, minFreeShare, expectedBytes });
	try {
		const createdAt = new Date().toISOString();
		const tables: Manifest["tables"] = [];
		for (const table of copied) tables.push(await copyTable(sql, archive, table));
		const channels = await channelStates(sql);
		const section = archive.section("files", false);
		const files = await writeFiles(sql, storage, section);
		await section.end();
		if (withSecrets) await archive.add(names.secrets, Buffer.from(JSON.stringify({ authSecret } satisfies Secrets)));
		const missingSecrets = withSecrets ? [] : ["auth-secret"];
		const [postgres] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
		const sequences = await sequencesOf(sql);
		const bytes = await archive.finish({
			format,
			product: "Hearth",
			version,
			createdAt,
			postgres: postgres?.version ?? "",
			schema,
			tables,
			sequences,
			channels,
			files,
			missingSecrets,
		});
		const messages = tables.find(({ name }) => name === "messages")?.rows ?? 0;
		return { file, bytes, messages, files: files.count, missingFiles: files.missing, missingSecrets };
	} catch (error) {
		await archive.abort();
		throw error;
	}
}

async function copyTable(sql: TransactionSql, archive: ArchiveWriter, { name, columns }: Table) {
	const section = archive.section(`tables/${name}`, true);
	const copy = await sql.unsafe(copyStatement({ name, columns })).readable();
	let rows = 0;
	for await (const chunk of copy) {
		const bytes = chunk as Buffer;
		rows += rowsIn(bytes);
		await section.write(bytes);
	}
	// The driver pauses its socket while the stream is full, and does not notice that the last row was read.
	copy._read(0);
	await section.end();
	return { name, columns, rows };
}

/** Never far too low: the disk is checked again before each part. */
async function estimate(sql: TransactionSql, tables: Table[]): Promise<number> {
	const [row] = await sql<{ tables: number; files: number }[]>`
		select (select coalesce(sum(pg_table_size(oid)), 0)::bigint from pg_class
				where relnamespace = 'public'::regnamespace and relname = any(${tables.map(({ name }) => name)})) as tables,
			(select coalesce(sum(bytes), 0)::bigint from usage where kind = 'instance') as files`;
	return Math.ceil((row?.tables ?? 0) * compression) + (row?.files ?? 0);
}
