import { and, asc, lte, sql } from "drizzle-orm";
import { db } from "@/db";
import { jobs } from "@/db/schema";
import { requireLockedAdministrator } from "../admin/administrator";
import { writeInstanceAudit } from "../admin/write-audit";
import type { Viewer } from "../auth/viewer";
import { applyEvent } from "../cluster/events";
import { AppError, nothingThere } from "../errors";
import type { Params } from "../http/message";
import { enqueueIn } from "../jobs/enqueue";
import { config } from "../process/config";
import { log } from "../process/log";
import type { Backups, BackupTask } from "../realtime/protocol";
import { transaction } from "../transaction";
import { encrypts } from "./archive/encryption";
import type { StoredArchive } from "./archive-names";
import { BackupError } from "./backup-error";
import type { BackupJob } from "./backup-queue";
import { openBackupStore } from "./backup-store";
import { lastBackup, lastChecks } from "./runs";
import { isFor, isWaiting, lockSchedule } from "./schedule";

const hourMs = 3_600_000;
/** The most archives that are listed, as many as are usually kept and some more. */
const maxListed = 100;

export async function readBackups(): Promise<{ backups: Backups }> {
	const { everyMs, rehearseEveryMs, keep } = config.backups;
	const found = (await listArchives()).slice(0, maxListed);
	const [checks, current, next, last] = await Promise.all([lastChecks(), readCurrent(), readNext(), lastBackup()]);
	const archives = found.map(({ createdAt, ...rest }) => ({
		...rest,
		createdAt: createdAt.toISOString(),
		checked: checks.get(rest.name) ?? null,
	}));
	return {
		backups: {
			everyHours: everyMs && everyMs / hourMs,
			rehearseEveryHours: rehearseEveryMs && rehearseEveryMs / hourMs,
			keepDays: keep.days,
			keepWeeks: keep.weeks,
			isEncrypted: encrypts(config.backups),
			nextAt: next,
			current,
			last,
			archives,
		},
	};
}

async function listArchives(): Promise<StoredArchive[]> {
	try {
		return await openBackupStore(config.backups).list();
	} catch (error) {
		if (!(error instanceof BackupError)) throw error;
		log.warn({ err: error }, "backups could not be listed");
		throw new AppError("unavailable", error.message);
	}
}

/** Finds a backup by its name, which is compared with those in BACKUP_DIR and never used as a path. */
export async function loadArchive(params: Params): Promise<StoredArchive> {
	const archive = (await listArchives()).find(({ name }) => name === params.archive);
	if (!archive) throw nothingThere();
	return archive;
}

/** Backs up now, unless a backup is due or in progress already. */
export const backUpNow = (viewer: Viewer): Promise<{ backups: Backups }> =>
	addJob(viewer, { task: "backup" }, "back_up");

/** Verifies a backup now, unless that is due or in progress already. */
export const verifyNow = (viewer: Viewer, { name }: StoredArchive): Promise<{ backups: Backups }> =>
	addJob(viewer, { task: "verification", archive: name }, "verify_backup");

type Action = "back_up" | "verify_backup";

async function addJob(viewer: Viewer, job: BackupJob, action: Action): Promise<{ backups: Backups }> {
	const event = await transaction(async (tx) => {
		await requireLockedAdministrator(tx, viewer);
		await lockSchedule(tx);
		const [same] = await tx
			.select({ id: jobs.id })
			.from(jobs)
			.where(and(isDue, isFor(job)))
			.limit(1);
		if (same) return null;
		await writeInstanceAudit(tx, {
			actorId: viewer.id,
			action,
			details: job.archive ? { archive: job.archive } : null,
		});
		return enqueueIn(tx, "backups", job);
	});
	if (event) await applyEvent(event);
	return readBackups();
}

const isDue = and(isWaiting, lte(jobs.runAt, sql`now()`));

async function readCurrent(): Promise<Backups["current"]> {
	const [job] = await db
		.select({
			task: sql<BackupTask>`${jobs.payload}->>'task'`,
			archive: sql<string | null>`${jobs.payload}->>'archive'`,
		})
		.from(jobs)
		.where(isDue)
		.orderBy(sql`${jobs.lockedUntil} > now() desc nulls last`, asc(jobs.runAt))
		.limit(1);
	return job ?? null;
}

async function readNext(): Promise<string | null> {
	const [job] = await db
		.select({ runAt: jobs.runAt })
		.from(jobs)
		.where(and(isWaiting, sql`${jobs.payload}->>'task' = 'backup' and ${jobs.runAt} > now()`))
		.orderBy(asc(jobs.runAt))
		.limit(1);
	return job?.runAt.toISOString() ?? null;
}
