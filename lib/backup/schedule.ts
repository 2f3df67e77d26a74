import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { backupRuns, jobs } from "@/db/schema";
import { config } from "../process/config";
import { log } from "../process/log";
import { type Tx, transaction } from "../transaction";

const everyMs = 300_000;
const firstMs = 60_000;
/** A new instance is backed up this long after its start, so that programs that only try it are not. */
const delayMs = 3_600_000;
const dayMs = 86_400_000;
/** The quiet hours for what happens daily or more rarely, in local time. */
const hours = { backup: 3, rehearsal: 4 };

type Scheduled = keyof typeof hours;

/** Keeps the next backup and the next rehearsal among the jobs. Returns a function that stops it. */
export function startBackups(): () => void {
	const run = () => void scheduleBackups().catch((error) => log.warn({ err: error }, "backups could not be scheduled"));
	const first = setTimeout(run, firstMs).unref();
	const timer = setInterval(run, everyMs).unref();
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
		await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('hearth backup schedule', 0))`);
		await schedule(tx, "backup", everyMs, now);
		await schedule(tx, "rehearsal", canRehearse ? rehearseEveryMs : null, now);
	});
}

async function schedule(tx: Tx, task: Scheduled, intervalMs: number | null, now: Date): Promise<void> {
	const isNext = and(
		eq(jobs.queue, "backups"),
		sql`${jobs.payload} = ${JSON.stringify({ task })}::jsonb`,
		isNull(jobs.failedAt),
	);
	const isIdle = and(isNext, isNull(jobs.lockedUntil), eq(jobs.attempts, 0));
	if (intervalMs === null) {
		await tx.delete(jobs).where(isIdle);
		return;
	}
	const [last] = await tx
		.select({ startedAt: backupRuns.startedAt })
		.from(backupRuns)
		.where(eq(backupRuns.kind, task))
		.orderBy(desc(backupRuns.startedAt))
		.limit(1);
	const runAt = last
		? nextRun(last.startedAt, intervalMs, hours[task])
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
