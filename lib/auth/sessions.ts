import { sql } from "@/db";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { transaction } from "../transaction";
import { sessionDays } from "./extend-session";

/** The maximum of sessions a user may have. */
const maxSessions = 50;

/**
 * Creates a session for the user and returns its id. Above the maximum, the least recently used sessions end; rows of
 * expired sessions are deleted.
 */
export async function create(userId: number, userAgent: string | null): Promise<string> {
	const [row] = await sql<{ id: string }[]>`
		insert into sessions (user_id, user_agent, expires_at)
		values (${userId}, ${userAgent?.slice(0, 300) ?? null}, now() + make_interval(days => ${sessionDays})) returning id`;
	if (!row) throw new Error("A session row was not returned.");
	await sql`delete from sessions where user_id = ${userId} and (revoked_at is not null or expires_at < now())`;
	const surplus = await sql<{ id: string }[]>`
		select id from sessions where user_id = ${userId} and id <> ${row.id}
		order by last_used_at desc, created_at desc offset ${maxSessions - 1}`;
	for (const { id } of surplus) await revoke(id);
	return row.id;
}

/** Revokes a session: its next request answers 401, its sockets are notified and disconnected. Idempotent. */
export async function revoke(sessionId: string): Promise<void> {
	const notice: ClusterEvent = { kind: "session_ended", sessionId };
	await transaction(async (tx) => {
		await tx.sql`update sessions set revoked_at = coalesce(revoked_at, now()) where id = ${sessionId}`;
		await emitInTransaction(tx, notice);
	});
	await applyEvent(notice);
}

/** The maximum of sessions that one run checks. */
const maxDeletedPerRun = 100;

/** Ends expired sessions like revoked ones, the most recently expired first, because they may still have sockets. */
export async function deleteExpired(): Promise<void> {
	const expired = await sql<{ id: string }[]>`
		select id from sessions where revoked_at is null and expires_at <= now()
		order by expires_at desc limit ${maxDeletedPerRun}`;
	for (const { id } of expired) await revoke(id);
}
