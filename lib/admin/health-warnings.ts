import type { Health, HealthWarning, StorageUse } from "../realtime/protocol";

/** `dueSince`: since when the job that is due for longest waits. */
export type Backlog = Health["queues"][number] & { dueSince: number | null };

/** `lastBackup`: when the last backup succeeded, or since when one is missing. `openCases`: those of administrators. */
type Facts = Pick<Health, "memory" | "disks" | "pool"> & {
	backlogs: Backlog[];
	storage: StorageUse;
	lastBackup: number;
	openCases: number;
	now: number;
};
type Settings = {
	mail: object | null;
	publicUrl?: string | undefined;
	rateLimits: boolean;
	minFreeBytes: number;
	backups: { everyMs: number | null };
};

const lowShareOfDisk = 0.1;
const lowShareOfMemory = 0.05;
/** As on the pages where users and members see theirs. */
const highShareOfQuota = 0.8;
const lateMs = 600_000;
/** A backup is late after this many intervals. */
const lateIntervals = 1.5;

/** The warnings for administrators, the most urgent first. */
export function warningsOf(
	{ memory, disks, pool, backlogs, storage, lastBackup, openCases, now }: Facts,
	settings: Settings,
): HealthWarning[] {
	const isFull = ({ freeBytes }: { freeBytes: number }) => freeBytes < settings.minFreeBytes;
	const { everyMs } = settings.backups;
	const failed = backlogs.reduce((sum, backlog) => sum + backlog.failed, 0);
	return [
		...disks.filter(isFull).map(({ freeBytes, totalBytes }) => ({ code: "disk_full" as const, freeBytes, totalBytes })),
		...disks
			.filter((disk) => !isFull(disk) && disk.freeBytes < disk.totalBytes * lowShareOfDisk)
			.map(({ freeBytes, totalBytes }) => ({ code: "disk_low" as const, freeBytes, totalBytes })),
		...(storage.limit !== null && storage.used >= storage.limit * highShareOfQuota
			? [{ code: "quota_nearly_full" as const, used: storage.used, limit: storage.limit }]
			: []),
		...(memory.freeBytes < memory.totalBytes * lowShareOfMemory
			? [{ code: "memory_low" as const, freeBytes: memory.freeBytes, totalBytes: memory.totalBytes }]
			: []),
		...(everyMs !== null && now - lastBackup > everyMs * lateIntervals
			? [{ code: "backup_late" as const, since: new Date(lastBackup).toISOString() }]
			: []),
		...(openCases > 0 ? [{ code: "cases_open" as const, count: openCases }] : []),
		...(pool.waiting > pool.size ? [{ code: "pool_busy" as const, size: pool.size, waiting: pool.waiting }] : []),
		...backlogs.flatMap(({ queue, dueSince }) =>
			dueSince !== null && now - dueSince > lateMs
				? [{ code: "jobs_late" as const, queue, since: new Date(dueSince).toISOString() }]
				: [],
		),
		...(failed > 0 ? [{ code: "jobs_failed" as const, count: failed }] : []),
		...(settings.rateLimits ? [] : [{ code: "rate_limits_off" as const }]),
		...(settings.mail === null ? [{ code: "no_mail" as const }] : []),
		...(settings.publicUrl === undefined ? [{ code: "no_public_url" as const }] : []),
	];
}
