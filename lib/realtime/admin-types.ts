import type { instanceAuditLog } from "@/db/schema";
import type { Server, ServerRestriction } from "./server-types";
import type { Author, PublicUser } from "./user-types";

/** `until` is null if it is permanent. */
export type Suspension = { since: string; until: string | null; reason: string };

/** An account as administrators see it. */
export type Account = {
	user: PublicUser;
	email: string | null;
	emailVerified: boolean;
	isAdmin: boolean;
	hasSecondFactor: boolean;
	/** The day in UTC on which the user last used Hearth. */
	lastSeen: string | null;
	/** The size of the user's files. */
	storedBytes: number;
	/** The number of sessions that have not ended. */
	sessions: number;
	suspension: Suspension | null;
	/** When the deletion of the account becomes final. */
	deletesAt: string | null;
	/** An administrator has deleted it: the user cannot undo that. */
	deletedByAdmin: boolean;
	/** The deletion also deletes the user's messages. */
	deletesMessages: boolean;
};

/** A server as administrators see it: with its figures, and nothing that its members write. */
export type AdminServer = Pick<Server, "id" | "name" | "iconUrl" | "visibility" | "memberCount" | "createdAt"> & {
	owner: PublicUser;
	/** The number of its messages, as counted in the last hour. */
	messageCount: number;
	/** The size of its files. */
	storedBytes: number;
	/** Since when everybody may only read in it. */
	freeze: ServerRestriction | null;
	/** Since when it is hidden from Explore. */
	delisting: ServerRestriction | null;
};

/** Something that an administrator should know or mend. */
export type HealthWarning =
	| { code: "disk_full" | "disk_low" | "memory_low"; freeBytes: number; totalBytes: number }
	| { code: "quota_nearly_full"; used: number; limit: number }
	| { code: "pool_busy"; size: number; waiting: number }
	| { code: "backup_late"; since: string }
	| { code: "jobs_late"; queue: string; since: string }
	| { code: "jobs_failed" | "cases_open"; count: number }
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

/** Work that an instance does in the background. */
export type Job = {
	id: number;
	queue: string;
	state: "waiting" | "running" | "failed";
	/** How often it has been begun. */
	attempts: number;
	/** Why the latest attempt has failed. */
	error: string | null;
	createdAt: string;
	/** When it may be begun. */
	runAt: string;
	failedAt: string | null;
};

export type RegistrationStatistics = {
	/** Each of the last 30 days in UTC, the first of them first. */
	days: { day: string; count: number }[];
	/** Closed ones first, then those with the most registrations. */
	networks: { network: string; count: number; lastDay: string | null; closedUntil: string | null }[];
};

export type InstanceAuditEntry = {
	id: number;
	at: string;
	action: (typeof instanceAuditLog.$inferSelect)["action"];
	/** Null for a command that was run on the machine. */
	actor: Author | null;
	subject: Author | null;
	details: Record<string, unknown> | null;
};
