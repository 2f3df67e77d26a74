import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { jobs } from "@/db/schema";
import { config } from "../process/config";
import { log } from "../process/log";
import { type Tx, transaction } from "../transaction";
import type { BackupJob } from "./backup-queue";
import { lastStart } from "./runs";

const lookEveryMs = 300_000;
const firstLookMs = 60_000;
/** A new instance is backed up this long after its start, so that programs that only try it are not. */
const delayMs = 3_600_000;
const dayMs = 86_400_000;
/** The quiet hours for what happens daily or more rarely, in local time. */
const hours = { backup: 3, rehearsal: 4 };

type Scheduled = keyof typeof hours;

/** Keeps the next backup and the next rehearsal among the jobs. Returns a function that stops it. */
export function startBackups(): () => void {
	const run = () => void scheduleBackups().catch((error) => log.warn({ err: error }, "backups could not be scheduled"));
	const first = setTimeout(run, firstLookMs).unref();
	const timer = setInterval(run, lookEveryMs).unref();
	return () => {
		clearTimeout(first);
		clearInterval(timer);
	};
}

/** Adds the next job of each kind unless it waits already; every instance does this, and one at a time. */
export async function scheduleBackups(now = new Date()): Promise<void> {
	const { everyMs, rehearseEveryMs, recipient, identityFile } = config.backups;
	// Without the secret key an encrypted backup cannot be restored on this machine.
	const canRehearse = everyMs !== null && (!recipient || identityFile);
	await transaction(async (tx) => {
		await lockSchedule(tx);
		await schedule(tx, "backup", everyMs, now);
		await schedule(tx, "rehearsal", canRehearse ? rehearseEveryMs : null, now);
	});
}

/** Until the transaction ends, no other adds a job: each finds those of the transactions before it. */
export async function lockSchedule(tx: Tx): Promise<void> {
	await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('hearth backup schedule', 0))`);
}

/** The jobs that are to be done or in progress. */
export const isWaiting = and(eq(jobs.queue, "backups"), isNull(jobs.failedAt));
export const isFor = (job: BackupJob): SQL => sql`${jobs.payload} = ${JSON.stringify(job)}::jsonb`;

async function schedule(tx: Tx, task: Scheduled, intervalMs: number | null, now: Date): Promise<void> {
	const isNext = and(isWaiting, isFor({ task }));
	const isIdle = and(isNext, isNull(jobs.lockedUntil), eq(jobs.attempts, 0));
	if (intervalMs === null) {
		await tx.delete(jobs).where(isIdle);
		return;
	}
	const last = await lastStart(tx, task);
	const runAt = last
		? nextRun(last, intervalMs, hours[task])
		: new Date(now.getTime() + delayMs + (task === "rehearsal" ? intervalMs : 0));
	const waiting = await tx.select({ id: jobs.id, runAt: jobs.runAt }).from(jobs).where(isNext);
	if (waiting.length === 0) await tx.insert(jobs).values({ queue: "backups", payload: { task }, runAt });
	// The interval has become shorter.
	else
		await tx
			.update(jobs)
			.set({ runAt })
			.where(and(isIdle, sql`${jobs.runAt} > ${runAt}`));
}

/** An interval after the last run; of whole days, at the quiet hour of that day. */
export function nextRun(last: Date, intervalMs: number, hour: number): Date {
	const next = new Date(last.getTime() + intervalMs);
	if (intervalMs >= dayMs) next.setHours(hour, 0, 0, 0);
	return next > last ? next : new Date(next.getTime() + dayMs);
}
