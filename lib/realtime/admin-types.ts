/** Something that an administrator should know or mend. */
export type HealthWarning =
	| { code: "disk_full" | "disk_low" | "memory_low"; freeBytes: number; totalBytes: number }
	| { code: "pool_busy"; size: number; waiting: number }
	| { code: "jobs_late"; queue: string; since: string }
	| { code: "jobs_failed"; count: number }
	| { code: "no_mail" | "no_public_url" | "rate_limits_off" };

/** Free and total space of a disk, or of the memory. */
export type Space = { freeBytes: number; totalBytes: number };

/** The state of an instance and of its database. `startedAt`, `sockets`, `memory` and `pool` are of the instance that responds. */
export type Health = {
	version: string;
	node: string;
	postgres: string;
	startedAt: string;
	sockets: number;
	memory: Space & { processBytes: number };
	/** Of the data folder, and of the files if they are on another. */
	disks: Space[];
	/** Connections to the database that this instance may use and does use, and statements that wait for one. */
	pool: { size: number; used: number; waiting: number };
	database: {
		bytes: number;
		/** The largest first. */
		tables: { name: string; bytes: number }[];
	};
	queues: { queue: string; waiting: number; running: number; failed: number }[];
	warnings: HealthWarning[];
};
