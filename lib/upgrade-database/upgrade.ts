import { existsSync, readFileSync, renameSync } from "node:fs";
import { chmod, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type ProgramsFor, startEmbedded } from "@/db/embedded";
import { keptClusters, settle } from "@/db/embedded/cluster";
import { dataDirectoryOf } from "@/db/embedded/data-directory";
import { createBackup } from "../backup/create-backup";
import { restore } from "../backup/restore";
import { noFiles } from "../backup/stored-files";
import type { Finding } from "../doctor/finding";
import { UpgradeError } from "./upgrade-error";

type Log = (sentence: string) => void;
const noKey = { recipient: undefined, passphraseFile: undefined, identityFile: undefined };
/** Files stay where they are, so the archive has none. */
const noStorage = { put: async () => {}, get: async () => null, remove: async () => {}, async *list() {} };

/** The major version that wrote the data; null without any. */
export function majorOfData(dataDir: string): string | null {
	const file = join(dataDirectoryOf(dataDir), "cluster/PG_VERSION");
	return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
}

/** Puts the kept cluster of an interrupted upgrade back. Returns whether there was one. */
export function undoInterrupted(dataDir: string): boolean {
	const place = dataDirectoryOf(dataDir);
	if (!existsSync(place) || existsSync(join(place, "cluster"))) return false;
	const [kept] = keptClusters(place).sort().reverse();
	if (!kept) return false;
	renameSync(join(place, kept), join(place, "cluster"));
	settle(place);
	return true;
}

/**
 * Moves the rows of the embedded database into a new cluster of the installed PostgreSQL. The old programs own the old
 * cluster until the new one is complete, so no instance starts meanwhile. If it fails, the old one is where it was.
 */
export async function upgrade(dataDir: string, oldPrograms: ProgramsFor, log: Log): Promise<Finding[]> {
	const major = majorOfData(dataDir);
	if (major === null) throw new UpgradeError(`There is no database in ${dataDir}.`);
	const old = await startEmbedded(dataDir, log, undefined, oldPrograms);
	let isStopped = false;
	const stop = async () => {
		if (!isStopped) await old.stop();
		isStopped = true;
	};
	const place = dataDirectoryOf(dataDir);
	const workshop = join(place, "upgrade");
	try {
		await rm(workshop, { recursive: true, force: true });
		await mkdir(workshop);
		// If Hearth runs as root, PostgreSQL runs under another account.
		await chmod(workshop, 0o755);
		const archive = join(workshop, "rows.tar");
		log("The old database is being read.");
		await createBackup({
			...{ database: old.options, storage: noStorage, file: archive, settings: noKey, authSecret: null },
			hasSessions: true,
		});
		log("The new database is being written.");
		const findings = await fill(workshop, archive, log);
		await stop();
		exchange(place, workshop, major);
		return findings;
	} finally {
		await stop();
		await rm(workshop, { recursive: true, force: true });
	}
}

async function fill(workshop: string, file: string, log: Log): Promise<Finding[]> {
	const fresh = await startEmbedded(workshop, log);
	try {
		const { findings } = await restore({
			archive: { file, settings: noKey },
			database: async () => fresh.options,
			files: noFiles,
			keepSecrets: async () => false,
			keepsSessions: true,
		});
		return findings;
	} finally {
		await fresh.stop();
	}
}

/** Between both names there is no cluster, and neither a start nor another upgrade takes that for an empty database. */
function exchange(place: string, workshop: string, major: string): void {
	const cluster = join(place, "cluster");
	const kept = join(place, `cluster-postgresql-${major}`);
	renameSync(cluster, kept);
	try {
		renameSync(join(dataDirectoryOf(workshop), "cluster"), cluster);
	} catch (error) {
		renameSync(kept, cluster);
		throw error;
	}
	settle(place);
}

/** Deletes what upgrades have kept. */
export async function removeKept(dataDir: string): Promise<number> {
	const place = dataDirectoryOf(dataDir);
	if (!existsSync(join(place, "cluster"))) throw new UpgradeError(`There is no database in ${dataDir}.`);
	const kept = keptClusters(place);
	for (const name of kept) await rm(join(place, name), { recursive: true, force: true });
	return kept.length;
}
