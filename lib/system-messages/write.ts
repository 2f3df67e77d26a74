import { sql } from "drizzle-orm";
import { publishStored } from "../messages/publish-stored";
import { appState } from "../process/app-state";
import type { HeadsBefore } from "../realtime/channel-heads";
import type { SystemMessage } from "../realtime/protocol";
import { emitReadState } from "../realtime/read-updates";
import type { Tx } from "../transaction";

/** System messages that were stored: the revisions after `from` up to `to`. */
export type StoredSystemMessages = HeadsBefore & {
	channelId: number;
	serverId: number;
	from: number;
	to: number;
	lastSeq: number;
	authorIds: number[];
};

/**
 * Writes a message about each of these users at the end of a channel, whose row the transaction has locked, if the server
 * announces this. None is written in a thread or in an archived channel. Whether they count as unread is decided for
 * good. The read marker of an author who has nothing unread there moves past it, as after a message that they send; those
 * of users who join are set by the join.
 */
export async function writeSystemMessages(
	tx: Tx,
	channelId: number,
	authorIds: number[],
	system: SystemMessage,
): Promise<StoredSystemMessages | null> {
	const [row] = await tx.execute<Omit<StoredSystemMessages, "authorIds">>(sql`
		with place as (
			select c.id, c.server_id, c.view_restricted, c.last_seq, c.last_rev, c.uncounted_count, s.join_rev,
				case when s.counts_system_messages then 0 else 1 end as uncounted
			from channels c join servers s on s.id = c.server_id
			where c.id = ${channelId} and c.parent_id is null and c.archived_at is null and case ${system.type}::text
				when 'joined' then s.joined_channel_id = c.id when 'pinned' then s.announces_pins else s.announces_renames end
		), entry as (
			select p.id as channel_id, p.last_seq + a.n as seq, p.last_rev + a.n as rev, a.id as author_id, p.join_rev,
				p.uncounted_count + p.uncounted * a.n as uncounted, p.uncounted > 0 as is_silent
			from place p cross join unnest(${sql.param(authorIds)}::bigint[]) with ordinality as a(id, n)
		), born as (
			insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content, system, created_at, join_rev)
			select channel_id, seq, rev, rev, gen_random_uuid(), author_id, '',
				${JSON.stringify(system)}::jsonb || case when is_silent then '{"uncounted": true}' else '{}' end::jsonb,
				clock_timestamp(), join_rev
			from entry
		), listed as (
			insert into system_messages (channel_id, seq, type, user_id, uncounted)
			select channel_id, seq, ${system.type}, author_id, uncounted from entry
		), head as (
			update channels c set last_seq = e.seq, last_rev = e.rev, uncounted_count = e.uncounted
			from (select * from entry order by seq desc limit 1) e where c.id = e.channel_id
		), marked as (
			insert into reads (user_id, channel_id, last_read_seq)
			select e.author_id, e.channel_id, e.seq from entry e join place p on p.id = e.channel_id
			join channels c on c.id = p.id
			left join reads r on r.user_id = e.author_id and r.channel_id = e.channel_id
			where ${system.type} <> 'joined' and p.last_seq - p.uncounted_count
				<= read_position(c, r.last_read_seq) - uncounted_until(c, coalesce(r.last_read_seq, 0))
			on conflict (user_id, channel_id) do update
				set last_read_seq = greatest(reads.last_read_seq, excluded.last_read_seq)
		)
		select p.id as "channelId", p.server_id as "serverId", p.view_restricted as hidden, null as "parentId",
			p.last_rev as "from", max(e.rev) as "to", max(e.seq) as "lastSeq", max(e.uncounted) as uncounted
		from place p join entry e on e.channel_id = p.id group by 1, 2, 3, 5`);
	return row ? { ...row, authorIds } : null;
}

/** Emits stored messages from the channel's log, its head, and the read markers that moved. */
export async function publishSystemMessages(stored: StoredSystemMessages): Promise<void> {
	const { channelId, from, to } = stored;
	appState().channelHeads.onLocal(stored.serverId, channelId, stored.lastSeq, stored);
	await publishStored(channelId, from, to);
	await emitReadState(channelId, stored.authorIds);
}
