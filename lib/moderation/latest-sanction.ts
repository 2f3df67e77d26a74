import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { bans, memberships, moderationActions } from "@/db/schema";
import type { Tx } from "../transaction";

/**
 * Over `moderation_actions` by this name: the action counts. It was not undone, or only when its time was over: an action
 * that has run its course has replaced those before it for good.
 */
const counts = (name: string) => sql.raw(`(${name}.undone_at is null or ${name}.undone_at >= ${name}.until)`);

/**
 * Of the actions of one kind about a user, the latest that counts replaces those before it. It is in force until its time
 * is over.
 */
export const inForce = (kind: "timeout" | "ban", serverId: SQLWrapper, userId: SQLWrapper): SQL => sql`
	select l.id, l.until from (
		select a.id, a.until from ${moderationActions} a
		where a.server_id = ${serverId} and a.subject_id = ${userId} and a.kind = ${sql.raw(`'${kind}'`)} and ${counts("a")}
		order by a.id desc limit 1
	) l where l.until is null or l.until > now()`;

/** Over `moderation_actions`: among the rows of a query, the latest that counts of the same server and kind. */
export const latestThatCounts = () => sql<number | null>`
	max(${moderationActions.id}) filter (where ${counts("moderation_actions")})
		over (partition by ${moderationActions.serverId}, ${moderationActions.kind})`;

/** In SQL: the end of the timeout that a user is under; null without one. */
export const timeoutOf = (serverId: SQLWrapper, userId: SQLWrapper): SQL =>
	sql`(select t.until from (${inForce("timeout", serverId, userId)}) t)`;

/** Whether a timeout or a ban of the user is in force. */
export async function isSanctioned(
	tx: Tx,
	kind: "timeout" | "ban",
	serverId: number,
	userId: number,
): Promise<boolean> {
	const rows = await tx.execute(inForce(kind, sql`${serverId}::bigint`, sql`${userId}::bigint`));
	return rows.length > 0;
}

/** Brings the memberships' copies of their timeouts up to date. */
export async function settleTimeouts(tx: Tx, serverId: number, userIds: number[]): Promise<void> {
	await tx.execute(sql`
		update ${memberships} m set timed_out_until = ${timeoutOf(sql`m.server_id`, sql`m.user_id`)}
		where m.server_id = ${serverId} and m.user_id = any (${sql.param(userIds)}::bigint[])`);
}

/** Brings the users' rows in the list of bans up to date. */
export async function settleBans(tx: Tx, serverId: number, userIds: number[]): Promise<void> {
	const ids = sql`${sql.param(userIds)}::bigint[]`;
	await tx.execute(sql`delete from ${bans} where server_id = ${serverId} and user_id = any (${ids})`);
	await tx.execute(sql`
		insert into ${bans} (server_id, user_id, action_id, until)
		select ${serverId}::bigint, u.id, b.id, b.until
		from unnest(${ids}) as u(id) cross join lateral (${inForce("ban", sql`${serverId}::bigint`, sql`u.id`)}) b`);
}
