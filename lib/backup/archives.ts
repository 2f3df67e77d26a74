import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { timeOf } from "./archive-names";

export type StoredArchive = { name: string; createdAt: Date; bytes: number; isEncrypted: boolean };
type Keep = { days: number; weeks: number };

const dayMs = 86_400_000;

/** The backups in a folder, latest first. */
export async function listArchives(folder: string): Promise<StoredArchive[]> {
	const names = await readdir(folder).catch(() => []);
	const found: StoredArchive[] = [];
	for (const name of names.sort().reverse()) {
		const createdAt = timeOf(name);
		const file = createdAt && (await stat(join(folder, name)).catch(() => null));
		if (createdAt && file?.isFile())
			found.push({ name, createdAt, bytes: file.size, isEncrypted: name.endsWith(".age") });
	}
	return found;
}

/** Of backups with the latest first, those to keep: the last one of each of the latest days and weeks that have one. */
export function toKeep<T extends { createdAt: Date }>(archives: T[], { days, weeks }: Keep): Set<T> {
	const kept = new Set<T>();
	for (const [limit, lengthMs] of [
		[days, dayMs],
		[weeks, 7 * dayMs],
	] as const) {
		const periods = new Set<number>();
		for (const archive of archives) {
			const period = Math.floor(archive.createdAt.getTime() / lengthMs);
			if (periods.size >= limit || periods.has(period)) continue;
			periods.add(period);
			kept.add(archive);
		}
	}
	return kept;
}

/** Deletes the backups that need not be kept, and what a backup that was killed has left. */
export async function prune(folder: string, keep: Keep): Promise<void> {
	const archives = await listArchives(folder);
	const kept = toKeep(archives, keep);
	for (const archive of archives) if (!kept.has(archive)) await rm(join(folder, archive.name), { force: true });
}

/** Only while no backup is written to the folder. */
export async function removePartial(folder: string): Promise<void> {
	for (const name of await readdir(folder).catch(() => []))
		if (name.endsWith(".partial") && timeOf(name.slice(0, -".partial".length)))
			await rm(join(folder, name), { force: true });
}
