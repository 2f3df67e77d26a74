import { and, eq, lt, sql } from "drizzle-orm";
import { db } from "@/db";
import { jobs } from "@/db/schema";
import { transaction } from "../transaction";

export type ClaimedJob = { id: number; queue: string; payload: unknown; attempts: number };
type Claim = Pick<ClaimedJob, "id" | "attempts">;

const returned = { id: jobs.id, queue: jobs.queue, payload: jobs.payload, attempts: jobs.attempts };

const seconds = (ms: number) => sql`make_interval(secs => ${ms / 1000})`;

/** The latest attempt alone may write to its job: another instance may have taken it meanwhile. */
const isStillOurs = ({ id, attempts }: Claim) => and(eq(jobs.id, id), eq(jobs.attempts, attempts));

/** Takes jobs that are due: at most `free` of each queue, those of a lost instance included. One statement. */
export async function claim(free: Map<string, number>, leaseMs: number): Promise<ClaimedJob[]> {
	const names = sql.param([...free.keys()]);
	const counts = sql.param([...free.values()]);
	return db
		.update(jobs)
		.set({ lockedUntil: sql`now() + ${seconds(leaseMs)}`, attempts: sql`${jobs.attempts} + 1` })
		.where(sql`${jobs.id} in (
			select due.id from unnest(${names}::text[], ${counts}::int[]) as open (queue, free)
			cross join lateral (
				select j.id from ${jobs} j
				where j.queue = open.queue and j.failed_at is null and j.run_at <= now()
					and (j.locked_until is null or j.locked_until < now())
				order by j.run_at, j.id limit open.free for update skip locked
			) due)`)
		.returning(returned);
}

/** Takes the next job of a queue unless any instance is doing one of its jobs. */
export async function claimAlone(queue: string, leaseMs: number): Promise<ClaimedJob[]> {
	return transaction(async (tx) => {
		// Two instances that ask at once would not see each other's job yet.
		const [lock] = await tx.execute<{ taken: boolean }>(
			sql`select pg_try_advisory_xact_lock(hashtextextended(${`job ${queue}`}, 0)) as taken`,
		);
		if (!lock?.taken) return [];
		return tx
			.update(jobs)
			.set({ lockedUntil: sql`now() + ${seconds(leaseMs)}`, attempts: sql`${jobs.attempts} + 1` })
			.where(sql`${jobs.id} = (
				select j.id from ${jobs} j
				where j.queue = ${queue} and j.failed_at is null and j.run_at <= now()
					and not exists (select from ${jobs} held where held.queue = ${queue} and held.locked_until > now())
				order by j.run_at, j.id limit 1 for update skip locked)`)
			.returning(returned);
	});
}

/** Whether the job is still ours; if so, for longer. */
export async function renew(job: Claim, leaseMs: number): Promise<boolean> {
	const rows = await db
		.update(jobs)
		.set({ lockedUntil: sql`now() + ${seconds(leaseMs)}` })
		.where(isStillOurs(job))
		.returning({ id: jobs.id });
	return rows.length > 0;
}

export async function complete(job: Claim): Promise<void> {
	await db.delete(jobs).where(isStillOurs(job));
}

/** Another instance may begin it at once. */
export async function release(job: Claim): Promise<void> {
	await db.update(jobs).set({ lockedUntil: null }).where(isStillOurs(job));
}

export async function retryLater(job: Claim, error: string, delayMs: number): Promise<void> {
	await db
		.update(jobs)
		.set({ lockedUntil: null, error, runAt: sql`now() + ${seconds(delayMs)}` })
		.where(isStillOurs(job));
}

/** Keeps the job with its error. No instance tries it again. */
export async function giveUp(job: Claim, error: string): Promise<void> {
	await db.update(jobs).set({ lockedUntil: null, error, failedAt: sql`now()` }).where(isStillOurs(job));
}

/** Deletes failed jobs after 30 days, because their payloads name users. */
export async function sweepFailedJobs(): Promise<void> {
	await db.delete(jobs).where(lt(jobs.failedAt, sql`now() - interval '30 days'`));
}
