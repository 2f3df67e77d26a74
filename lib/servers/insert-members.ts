import { type SQL, sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { invitations, joinRequests, memberships, reads } from "@/db/schema";
import { timeoutOf } from "../moderation/latest-sanction";
import type { ChannelPosition } from "../realtime/protocol";
import type { Tx } from "../transaction";
import type { EnteredServer, Entering } from "./entrance";

export type Joined = { joinedAt: string; wasInvited: boolean; hadAsked: boolean };

/**
 * Writes the memberships and the read markers of users who join. Invitations to the server are used up, also those of
 * users who join without them, and their requests to join are decided: as withdrawn, unless one is being approved. A
 * timeout that still lasts goes on, so nobody ends it by leaving and joining again. The time of the join is one at which
 * the server's row was locked: raid mode that was turned on before holds for them.
 */
export async function insertMembers(
	tx: Tx,
	server: EnteredServer,
	entering: Entering[],
	heads: ChannelPosition[],
): Promise<Map<number, Joined>> {
	if (entering.length === 0) return new Map();
	const userIds = entering.map(({ userId }) => userId);
	const hasRules = server.joinRequirements.rules.length > 0;
	const accepting = entering.filter(({ acceptRules }) => !hasRules || acceptRules === server.rulesVersion);
	const acceptingIds = accepting.map(({ userId }) => userId);
	const approved = entering.flatMap(({ request }) => (request ? [request] : []));
	const rows = await tx.execute<{ userId: number; joinedAt: Date; wasInvited: boolean; hadAsked: boolean }>(sql`
		with entered as (
			insert into ${memberships} (server_id, user_id, joined_at, accepted_at, timed_out_until)
			select ${server.id}::bigint, u.id, greatest(clock_timestamp(), ${server.raidSince?.toISOString() ?? null}::timestamptz), case when u.id = any (${sql.param(acceptingIds)}::bigint[]) then now() end,
				${timeoutOf(sql`${server.id}::bigint`, sql`u.id`)}
			from unnest(${sql.param(userIds)}::bigint[]) as u(id) order by u.id
			returning user_id, joined_at
		), used as (
			delete from ${invitations} where server_id = ${server.id} and ${isOneOf(invitations.userId, userIds)}
			returning user_id
		), approval as (
			select * from unnest(
				${sql.param(approved.map(({ id }) => id))}::bigint[], ${sql.param(approved.map(({ approverId }) => approverId))}::bigint[]
			) as a(id, approver_id)
		), decided as (
			update ${joinRequests} r set decided_at = now(),
				decided_by = (select a.approver_id from approval a where a.id = r.id),
				state = case when r.id in (select a.id from approval a) then 'approved' else 'withdrawn' end
			where r.server_id = ${server.id} and r.user_id = any (${sql.param(userIds)}::bigint[]) and r.state = 'pending'
			returning r.user_id
		), marked as (${insertMarkers(userIds, heads)})
		select e.user_id as "userId", e.joined_at as "joinedAt", used.user_id is not null as "wasInvited",
			decided.user_id is not null as "hadAsked"
		from entered e left join used on used.user_id = e.user_id left join decided on decided.user_id = e.user_id`);
	return new Map(rows.map(({ userId, joinedAt, ...row }) => [userId, { ...row, joinedAt: joinedAt.toISOString() }]));
}

/** In SQL: sets the read markers of new members, and lowers none that they have moved since. */
export const insertMarkers = (userIds: number[], heads: ChannelPosition[]): SQL => sql`
	insert into ${reads} (user_id, channel_id, last_read_seq)
	select u.id, h.id, h.seq
	from unnest(${sql.param(userIds)}::bigint[]) as u(id), unnest(
		${sql.param(heads.map(({ channelId }) => channelId))}::bigint[], ${sql.param(heads.map(({ seq }) => seq))}::bigint[]
	) as h(id, seq)
	on conflict (user_id, channel_id) do update
		set last_read_seq = greatest(${reads.lastReadSeq}, excluded.last_read_seq)`;
