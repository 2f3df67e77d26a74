import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { attachEmbedded, startEmbedded } from "@/db/embedded";
import { linesOf } from "../doctor/finding";
import { config } from "../process/config";
import { openStorage } from "../storage/open-storage";
import { placeOf } from "./archive/archive-place";
import { verify } from "./archive/archive-reader";
import { encrypts } from "./archive/encryption";
import type { Manifest, Secrets } from "./archive/manifest";
import { newArchiveName } from "./archive-names";
import { openBackupStore } from "./backup-store";
import { type BackupReport, createBackup } from "./create-backup";
import { restore } from "./restore";
import { StoredFiles } from "./stored-files";

type Log = (sentence: string) => void;

/** Backs up the instance of the settings, whether it runs or not. */
export async function backUp(file: string | undefined, log: Log): Promise<string> {
	const report = await createOwnBackup(file && placeOf(file), log);
	const missing = [
		...(report.missingSecrets.length > 0
			? [`It is not encrypted, so it lacks ${report.missingSecrets.join(", ")}: keep a copy of that.`]
			: []),
		...(report.missingFiles > 0 ? [`${report.missingFiles} files are missing in the store.`] : []),
	];
	return [
		`${report.file}: ${report.messages} messages, ${report.files} files, ${megabytes(report.bytes)}.`,
		...missing,
	].join(" ");
}

async function createOwnBackup(file: string | undefined, log: Log): Promise<BackupReport> {
	const { databaseUrl, dataDir, backups } = config;
	const attached = databaseUrl ? { options: databaseUrl, release: async () => {} } : await attachEmbedded(dataDir, log);
	try {
		return await createBackup({
			database: attached.options,
			storage: openStorage(config),
			file: file ?? openBackupStore(backups).fileOf(newArchiveName(new Date(), encrypts(backups))),
			settings: backups,
			authSecret: config.authSecret ?? (await secretOnDisk()),
		});
	} finally {
		await attached.release();
	}
}

export async function verifyFile(file: string): Promise<string> {
	const manifest = await verify({ file: placeOf(file), settings: config.backups });
	return `${file} is whole: ${summaryOf(manifest)}`;
}

/**
 * Restores into the empty database of the settings, which no instance may use meanwhile. Logs what the doctor finds in
 * it, and returns whether that is all mended.
 */
export async function restoreFile(file: string, log: Log): Promise<{ sentence: string; isWell: boolean }> {
	const storage = openStorage(config);
	let stop = async () => {};
	try {
		const { manifest, keptSessions, findings } = await restore({
			archive: { file: placeOf(file), settings: config.backups },
			async database() {
				if (config.databaseUrl) return config.databaseUrl;
				const embedded = await startEmbedded(config.dataDir, log);
				stop = embedded.stop;
				return embedded.options;
			},
			files: new StoredFiles(storage, join(config.filesDir, "incoming")),
			storage,
			keepSecrets,
		});
		const sessions = keptSessions ? "Sessions continue." : "All users sign in again.";
		for (const line of linesOf(findings)) log(line);
		return {
			sentence: `Restored ${summaryOf(manifest)} ${sessions} Start Hearth now.`,
			isWell: findings.every(({ isFixed }) => isFixed),
		};
	} finally {
		await stop();
	}
}

function summaryOf({ createdAt, version, tables, channels, files }: Manifest): string {
	const rows = (name: string) => tables.find((table) => table.name === name)?.rows ?? 0;
	return `Hearth ${version} of ${createdAt}, with ${rows("users")} accounts, ${channels.length} channels and threads, ${rows("messages")} messages and ${files.count} files.`;
}

const secretFile = () => join(config.dataDir, "auth-secret");

async function secretOnDisk(): Promise<string | null> {
	return (await readFile(secretFile(), "utf8").catch(() => null))?.trim() ?? null;
}

/** With another secret in the settings, the cookies of the sessions cannot be read. */
async function keepSecrets({ authSecret }: Secrets): Promise<boolean> {
	if (config.authSecret !== undefined) return config.authSecret === authSecret;
	await mkdir(config.dataDir, { recursive: true });
	await writeFile(secretFile(), authSecret, { mode: 0o600 });
	return true;
}

const megabytes = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(1)} MB`;
