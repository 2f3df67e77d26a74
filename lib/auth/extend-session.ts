import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { db } from "@/db";
import { sessions } from "@/db/schema";
import { log } from "../process/log";

export const sessionDays = 30;
export const newExpiry = sql`now() + make_interval(days => ${sessionDays})`;

/** Extends a session in use, at most hourly, without delaying the request. An expired session stays expired. */
export async function extend(sessionId: string): Promise<void> {
	await db
		.update(sessions)
		.set({ lastUsedAt: sql`now()`, expiresAt: newExpiry })
		.where(
			and(
				eq(sessions.id, sessionId),
				isNull(sessions.revokedAt),
				gt(sessions.expiresAt, sql`now()`),
				lt(sessions.lastUsedAt, sql`now() - interval '1 hour'`),
			),
		)
		.catch((error) => log.warn({ err: error }, "a session could not be extended"));
}
