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
