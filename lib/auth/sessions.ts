import { and, desc, eq, gt, isNotNull, isNull, lt, lte, ne, not, notInArray, or, sql } from "drizzle-orm";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { sessions, users } from "@/db/schema";
import { undoDeletion } from "../account-deletion/undo";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { enqueueIn } from "../jobs/enqueue";
import type { Locale } from "../locale";
import { isConfigured } from "../mail/mail";
import { hasSecondFactor } from "../second-factors/second-factor";
import { type Tx, transaction } from "../transaction";
import { deviceOf } from "./device";
import { markSeen, newExpiry } from "./extend-session";
import { networkOf } from "./network-of";
import { suspended, suspensionColumns } from "./suspension";

/** Accounts wait until an administrator approves them, or their address is verified. */
const isUsable = not(or(users.awaitsApproval, users.awaitsEmail) ?? sql`false`);

/** The maximum of sessions a user may have. */
const maxSessions = 50;
/** The rows of sessions that are kept for a user, ended ones included. */
const maxKept = 100;
/** The time for which ended sessions are kept, from their last use. */
const keptDays = 60;
const maxUserAgent = 300;

/** The client that signs in. */
export type Client = {
	userAgent: string | null;
	/** Its address, of which the network is kept. */
	address: string;
	/** The language of an e-mail about the sign-in. */
	locale: Locale;
};

export type NewSession = Client & {
	userId: number;
	/** The hash that the user's password was checked against; null if they proved their identity without a password. */
	passwordHash: string | null;
	/** Whether they have proved a second factor as well. Without it an account that has one gets no session. */
	provedSecondFactor: boolean;
};

/**
 * Creates a session for a user who has just proved their identity, and returns its id; null if the account may not sign
 * in any more. Throws `suspended` while it is. Nothing else creates a session. The user is notified of a device that they
 * have not used before. Above the maximum, the least recently used sessions end.
 */
export async function create(wanted: NewSession): Promise<string | null> {
	const { userId, userAgent, passwordHash } = wanted;
	const address = networkOf(wanted.address);
	const created = await transaction(async (tx) => {
		// A change of the account that ends its sessions holds this row, and then ends all that exist.
		const [user] = await tx
			.select({
				passwordHash: users.passwordHash,
				lastSeenDay: users.lastSeenDay,
				deletesAt: users.deletesAt,
				hasSecondFactor,
				suspension: suspensionColumns,
			})
			.from(users)
			.where(and(eq(users.id, userId), eq(users.kind, "person"), isUsable))
			.for("share");
		if (!user || (passwordHash !== null && user.passwordHash !== passwordHash)) return null;
		if (user.hasSecondFactor && !wanted.provedSecondFactor) return null;
		if (user.suspension) throw suspended(user.suspension);
		const events = user.deletesAt ? await undoDeletion(tx, userId) : [];
		if (!events) return null;
		const isNews = isConfigured() && user.lastSeenDay !== null && !(await isKnown(tx, { userId, userAgent, address }));
		const [row] = await tx
			.insert(sessions)
			.values({
				userId,
				userAgent: userAgent?.slice(0, maxUserAgent) ?? null,
				address,
				reauthenticatedAt: sql`now()`,
				expiresAt: newExpiry,
			})
			.returning({ id: sessions.id, createdAt: isoTime(sessions.createdAt) });
		if (!row) throw new Error("A session row was not returned.");
		if (isNews) {
			const { locale } = wanted;
			const notice = { userId, ...deviceOf(userAgent), address, at: row.createdAt, locale };
			events.push(await enqueueIn(tx, "mail", { kind: "new_device", ...notice }));
		}
		return { id: row.id, events };
	});
	if (!created) return null;
	for (const event of created.events) await applyEvent(event);
	await markSeen(userId);
	await bound(userId, created.id);
	return created.id;
}

/** Whether the user has signed in with this browser and system from this network before. */
async function isKnown(
	tx: Tx,
	{ userId, userAgent, address }: Pick<NewSession, "userId" | "userAgent"> & { address: string | null },
) {
	const rows = await tx
		.select({ userAgent: sessions.userAgent })
		.from(sessions)
		.where(and(eq(sessions.userId, userId), sql`${sessions.address} is not distinct from ${address}`));
	const { browser, system } = deviceOf(userAgent);
	return rows.some((row) => {
		const known = deviceOf(row.userAgent);
		return known.browser === browser && known.system === system;
	});
}

/** Ends the sessions above the maximum, and deletes those that ended long ago. Later ones show which devices are known. */
async function bound(userId: number, newest: string): Promise<void> {
	const surplus = await db
		.select({ id: sessions.id })
		.from(sessions)
		.where(and(eq(sessions.userId, userId), ne(sessions.id, newest), isNull(sessions.revokedAt)))
		.orderBy(desc(sessions.lastUsedAt), desc(sessions.createdAt))
		.offset(maxSessions - 1);
	for (const { id } of surplus) await revoke(id);
	const kept = db
		.select({ id: sessions.id })
		.from(sessions)
		.where(and(eq(sessions.userId, userId), gt(sessions.lastUsedAt, sql`now() - make_interval(days => ${keptDays})`)))
		.orderBy(desc(sessions.createdAt))
		.limit(maxKept);
	const hasEnded = or(isNotNull(sessions.revokedAt), lt(sessions.expiresAt, sql`now()`));
	await db.delete(sessions).where(and(eq(sessions.userId, userId), hasEnded, notInArray(sessions.id, kept)));
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
