import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

export type StoredArchive = { name: string; createdAt: Date; bytes: number; isEncrypted: boolean };
type Keep = { days: number; weeks: number };

const dayMs = 86_400_000;

/** The names of the backups in BACKUP_DIR. Files with other names there are left alone. */
export const archiveName = /^hearth-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})\.tar(\.age)?$/;

/** Named for the time in UTC, so that their order is that of their age. */
export function newArchiveName(at: Date, isEncrypted: boolean): string {
	const [date = "", time = ""] = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").split("T");
	return `hearth-${date}-${time}.tar${isEncrypted ? ".age" : ""}`;
}

/** When a backup was made; null for another file. */
export function timeOf(name: string): Date | null {
	const [, year, month, day, hour, minute, second] = archiveName.exec(name) ?? [];
	const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	return Number.isNaN(at.getTime()) ? null : at;
}

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
