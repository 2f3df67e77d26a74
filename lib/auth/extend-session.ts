import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { db } from "@/db";
import { sessions, users } from "@/db/schema";
import { log } from "../process/log";

export const sessionDays = 30;
export const newExpiry = sql`now() + make_interval(days => ${sessionDays})`;

/** Extends a session in use, at most hourly, without delaying the request. An expired session stays expired. */
export async function extend(sessionId: string): Promise<void> {
	try {
		const [extended] = await db
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
			.returning({ userId: sessions.userId });
		if (extended) await markSeen(extended.userId);
	} catch (error) {
		log.warn({ err: error }, "a session could not be extended");
	}
}

const today = sql`(now() at time zone 'UTC')::date`;

/** Keeps the day on which the user was last here: one write a day. */
export async function markSeen(userId: number): Promise<void> {
	await db
		.update(users)
		.set({ lastSeenDay: today })
		.where(and(eq(users.id, userId), sql`${users.lastSeenDay} is distinct from ${today}`));
}
