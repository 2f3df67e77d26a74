import { and, desc, eq, gt, isNotNull, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import { db } from "@/db";
import { sessions, users } from "@/db/schema";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { type Tx, transaction } from "../transaction";
import { markSeen, newExpiry } from "./extend-session";

/** The maximum of sessions a user may have. */
const maxSessions = 50;

/**
 * Creates a session for the user and returns its id; null if the password that was checked is not theirs any more.
 * Above the maximum, the least recently used sessions end; rows of expired sessions are deleted.
 */
export async function create(userId: number, userAgent: string | null, checkedHash: string): Promise<string | null> {
	const row = await transaction(async (tx) => {
		// A change of the password holds this row, and then ends all sessions that exist.
		const [user] = await tx
			.select({ id: users.id })
			.from(users)
			.where(and(eq(users.id, userId), eq(users.kind, "person"), eq(users.passwordHash, checkedHash)))
			.for("share");
		if (!user) return null;
		const [created] = await tx
			.insert(sessions)
			.values({ userId, userAgent: userAgent?.slice(0, 300) ?? null, expiresAt: newExpiry })
			.returning({ id: sessions.id });
		return created ?? null;
	});
	if (!row) return null;
	await markSeen(userId);
	await db
		.delete(sessions)
		.where(and(eq(sessions.userId, userId), or(isNotNull(sessions.revokedAt), lt(sessions.expiresAt, sql`now()`))));
	const surplus = await db
		.select({ id: sessions.id })
		.from(sessions)
		.where(and(eq(sessions.userId, userId), ne(sessions.id, row.id)))
		.orderBy(desc(sessions.lastUsedAt), desc(sessions.createdAt))
		.offset(maxSessions - 1);
	for (const { id } of surplus) await revoke(id);
	return row.id;
}

/** Revokes a session: its next request answers 401, its sockets are notified and disconnected. Idempotent. */
export async function revoke(sessionId: string): Promise<void> {
	const notice: ClusterEvent = { kind: "session_ended", sessionId };
	await transaction(async (tx) => {
		await tx
			.update(sessions)
			.set({ revokedAt: sql`coalesce(${sessions.revokedAt}, now())` })
			.where(eq(sessions.id, sessionId));
		await emitInTransaction(tx, notice);
	});
	await applyEvent(notice);
}

/**
 * Revokes all sessions of the user, or of all users, but one, in the transaction of the reason. Returns the events that
 * the caller applies after the commit.
 */
export async function revokeOthers(tx: Tx, userId: number | "all", keptId: string | null): Promise<ClusterEvent[]> {
	const ended = await tx
		.update(sessions)
		.set({ revokedAt: sql`now()` })
		.where(
			and(
				userId === "all" ? undefined : eq(sessions.userId, userId),
				isNull(sessions.revokedAt),
				gt(sessions.expiresAt, sql`now()`),
				keptId === null ? undefined : ne(sessions.id, keptId),
			),
		)
		.returning({ id: sessions.id });
	const events = ended.map(({ id }): ClusterEvent => ({ kind: "session_ended", sessionId: id }));
	await emitInTransaction(tx, ...events);
	return events;
}

/** The maximum number of sessions that one run revokes. */
const maxRevokedPerRun = 100;

/** Revokes expired sessions, the most recently expired first, because they may still have open sockets. */
export async function revokeExpired(): Promise<void> {
	const expired = await db
		.select({ id: sessions.id })
		.from(sessions)
		.where(and(isNull(sessions.revokedAt), lte(sessions.expiresAt, sql`now()`)))
		.orderBy(desc(sessions.expiresAt))
		.limit(maxRevokedPerRun);
	for (const { id } of expired) await revoke(id);
}
