import { and, desc, eq, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { jobs } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { cursor, cursorOf } from "../cursor";
import { nothingThere } from "../errors";
import type { Params } from "../http/message";
import { queryLimit } from "../http/query-number";
import { idFrom } from "../ids";
import type { Job } from "../realtime/protocol";
import { text } from "../text/schema";
import { transaction } from "../transaction";
import { requireLockedAdministrator } from "./administrator";
import { writeInstanceAudit } from "./write-audit";

const states = ["waiting", "running", "failed"] as const;

export const JobsQuery = z.object({
	queue: text(0, 100).optional(),
	state: z.enum(states, `Must be ${states.join(", ")}.`).default("failed"),
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

const isRunning = sql`(${jobs.lockedUntil} is not null and ${jobs.lockedUntil} > now())`;

/** The conditions of the states of a job. */
export const jobStates = {
	failed: isNotNull(jobs.failedAt),
	running: and(isNull(jobs.failedAt), isRunning),
	waiting: and(isNull(jobs.failedAt), sql`not ${isRunning}`),
};

/**
 * The jobs of a state, the latest first, by page. A payload may name users and addresses, so it is never shown; errors
 * are written without secrets by the queues themselves.
 */
export async function list({ queue, state, limit, cursor: after }: z.output<typeof JobsQuery>): Promise<{
	jobs: Job[];
	nextCursor: string | null;
}> {
	const rows = await db
		.select({
			id: jobs.id,
			queue: jobs.queue,
			attempts: jobs.attempts,
			error: jobs.error,
			createdAt: isoTime(jobs.createdAt),
			runAt: isoTime(jobs.runAt),
			failedAt: isoTime(jobs.failedAt),
		})
		.from(jobs)
		.where(and(jobStates[state], queue ? eq(jobs.queue, queue) : undefined, after && lt(jobs.id, after[1])))
		.orderBy(desc(jobs.id))
		.limit(limit + 1);
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		jobs: page.map((job) => ({ ...job, state })),
		nextCursor: last && rows.length > limit ? cursorOf("", last.id) : null,
	};
}

/** The id of the job that a path names. */
export async function load(_: Viewer, { jobId }: Params): Promise<number> {
	const id = idFrom(jobId);
	if (id === null) throw nothingThere();
	return id;
}

/** Lets a failed job be tried again from its first attempt. Throws `not_found` for any other job. */
export async function retry(viewer: Viewer, id: number): Promise<void> {
	const added: ClusterEvent = { kind: "jobs_added" };
	await transaction(async (tx) => {
		await requireLockedAdministrator(tx, viewer);
		const [retried] = await tx
			.update(jobs)
			.set({ failedAt: null, error: null, attempts: 0, lockedUntil: null, runAt: sql`now()` })
			.where(and(eq(jobs.id, id), isNotNull(jobs.failedAt)))
			.returning({ queue: jobs.queue });
		if (!retried) throw nothingThere();
		await writeInstanceAudit(tx, { actorId: viewer.id, action: "retry_job", details: { queue: retried.queue } });
		await emitInTransaction(tx, added);
	});
	await applyEvent(added);
}
