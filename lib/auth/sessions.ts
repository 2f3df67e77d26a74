import { sql } from "@/db";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { log } from "../process/log";
import { transaction } from "../transaction";

export const sessionDays = 30;

/** Places at which one user is signed in. */
const maxSessions = 50;

/**
 * A new sign-in of this person; answers its id. Beyond the most there may be, those that were not used for longest end;
 * rows of sessions that are over go.
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

/** Moves the end of a session in use; at most hourly, and never in anyone's way. One that is over stays so. */
export async function extend(sessionId: string): Promise<void> {
	await sql`update sessions set last_used_at = now(), expires_at = now() + make_interval(days => ${sessionDays})
		where id = ${sessionId} and revoked_at is null and expires_at > now() and last_used_at < now() - interval '1 hour'`.catch(
		(error) => log.warn({ err: error }, "a session could not be extended"),
	);
}

/** Ends a session: its next request answers 401, its sockets are told and cut. Again changes nothing. */
export async function revoke(sessionId: string): Promise<void> {
	const notice: ClusterEvent = { kind: "session_ended", sessionId };
	await transaction(async (tx) => {
		await tx`update sessions set revoked_at = coalesce(revoked_at, now()) where id = ${sessionId}`;
		await emitInTransaction(tx, notice);
	});
	await applyEvent(notice);
}

/** Sessions that are looked at in one round. */
const maxDeletedPerRun = 100;

/** Ends sessions whose last day has passed, like those that are signed out; the latest first, for they may have sockets. */
export async function deleteExpired(): Promise<void> {
	const expired = await sql<{ id: string }[]>`
		select id from sessions where revoked_at is null and expires_at <= now()
		order by expires_at desc limit ${maxDeletedPerRun}`;
	for (const { id } of expired) await revoke(id);
}
