import { and, desc, eq, gt, isNotNull, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import { db } from "@/db";
import { sessions, users } from "@/db/schema";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { type Tx, transaction } from "../transaction";
import { markSeen, newExpiry } from "./extend-session";
import { networkOf } from "./network-of";

/** The maximum of sessions a user may have. */
const maxSessions = 50;

export type NewSession = {
	userId: number;
	userAgent: string | null;
	/** The client's address, of which the network is kept. */
	address: string;
	/** The hash that the user's password was checked against; null if they proved their identity without a password. */
	passwordHash: string | null;
};

/**
 * Creates a session for a user who has just proved their identity, and returns its id; null if the account may not sign
 * in any more. Nothing else creates a session. Above the maximum, the least recently used sessions end; rows of expired
 * sessions are deleted.
 */
export async function create({ userId, userAgent, address, passwordHash }: NewSession): Promise<string | null> {
	const row = await transaction(async (tx) => {
		// A change of the account that ends its sessions holds this row, and then ends all that exist.
		const [user] = await tx
			.select({ passwordHash: users.passwordHash })
			.from(users)
			.where(and(eq(users.id, userId), eq(users.kind, "person")))
			.for("share");
		if (!user || (passwordHash !== null && user.passwordHash !== passwordHash)) return null;
		const [created] = await tx
			.insert(sessions)
			.values({
				userId,
				userAgent: userAgent?.slice(0, 300) ?? null,
				address: networkOf(address),
				reauthenticatedAt: sql`now()`,
				expiresAt: newExpiry,
			})
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
