/** A backup in the folder of the instance that responds. */
export type StoredBackup = {
	name: string;
	bytes: number;
	createdAt: string;
	isEncrypted: boolean;
	/** The last check of it; null before the first. `error` is null if it is whole. */
	checked: { kind: "rehearsal" | "verification"; at: string; error: string | null } | null;
};

export type BackupTask = "backup" | "rehearsal" | "verification";

export type Backups = {
	/** The times between backups and rehearsals in hours; null if none is made by itself. */
	everyHours: number | null;
	rehearseEveryHours: number | null;
	keepDays: number;
	keepWeeks: number;
	/** Whether new backups are encrypted. */
	isEncrypted: boolean;
	nextAt: string | null;
	/** The first task that runs or is due; null if none does. */
	current: { task: BackupTask; archive: string | null } | null;
	/** The last backup that ended; null before the first. */
	last: { at: string; error: string | null } | null;
	/** The latest first. */
	archives: StoredBackup[];
};
