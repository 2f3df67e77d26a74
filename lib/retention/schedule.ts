import { and, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db";
import { jobs } from "@/db/schema";
import { log } from "../process/log";
import { transaction } from "../transaction";

const lookEveryMs = 300_000;
const firstLookMs = 60_000;
/** The quiet hour, in local time: before that of backups, which then have less to copy. */
const hour = 2;

/** Keeps the next run among the jobs. Returns a function that stops it. */
export function startRetention(): () => void {
	const run = () =>
		void scheduleRetention().catch((error) => log.warn({ err: error }, "retention could not be scheduled"));
	const first = setTimeout(run, firstLookMs).unref();
	const timer = setInterval(run, lookEveryMs).unref();
	return () => {
		clearTimeout(first);
		clearInterval(timer);
	};
}

const isWaiting = and(eq(jobs.queue, "retention"), isNull(jobs.failedAt));

/** Adds the next run unless it waits already; every instance does this, and one at a time. */
export async function scheduleRetention(now = new Date()): Promise<void> {
	await transaction(async (tx) => {
		await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('hearth retention schedule', 0))`);
		const waiting = await tx.select({ id: jobs.id }).from(jobs).where(isWaiting);
		if (waiting.length === 0) await tx.insert(jobs).values({ queue: "retention", payload: {}, runAt: nextRun(now) });
	});
}

/** When the next run begins. */
export async function nextRunAt(now = new Date()): Promise<string> {
	const [row] = await db
		.select({ runAt: jobs.runAt })
		.from(jobs)
		.where(and(isWaiting, isNull(jobs.lockedUntil)))
		.orderBy(jobs.runAt)
		.limit(1);
	const planned = row && row.runAt > now ? row.runAt : nextRun(now);
	return planned.toISOString();
}

/** The next quiet hour. */
export function nextRun(now: Date): Date {
	const next = new Date(now);
	next.setHours(hour, 0, 0, 0);
	if (next <= now) next.setDate(next.getDate() + 1);
	return next;
}
