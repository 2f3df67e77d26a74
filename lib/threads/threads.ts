import { and, desc, eq, gt, lt, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { db, prepared } from "@/db";
import { channels, follows, memberships, messages, servers, users } from "@/db/schema";
import { channelNotFound, type LoadedChannel, type LoadedMessage, messageNotFound, notMember } from "../auth/access";
import { canReadHistory, canViewChannel } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { invalid } from "../errors";
import { queryLimit, queryNumber } from "../http/query-number";
import { consume } from "../http/rate-limits";
import { change } from "../messages/change";
import { messageColumns } from "../messages/columns";
import { excerptsOf } from "../messages/excerpts";
import { serializeMessage } from "../messages/serialize";
import type { MemberThread, Message, ThreadSummary } from "../realtime/protocol";
import { publishFollows } from "./publish-follows";
import { threadSummary } from "./summary";

/**
 * The maximum of listed threads without and with unread messages. It is bounded because any user may start threads that
 * mention others.
 */
const maxQuietThreads = 50;
const maxUnreadThreads = 200;
/**
 * The thread of a message, created if there is none; of concurrent attempts one creates it. Its creator and the
 * message's author follow it. A thread has no threads (400), nor has a tombstone (`message_not_found`).
 */
export async function start(viewer: Viewer, open: LoadedMessage): Promise<{ thread: ThreadSummary; existed: boolean }> {
	const { channel, seq } = open;
	if (channel.parentId !== null) throw invalid({ seq: "A reply in a thread has no thread of its own." });
	const known = await of(channel.id, seq);
	if (known) return { thread: known, existed: true };
	await consume("threads", viewer.id);
	let followers: number[] = [];
	let existed = true;
	await change(viewer, open, async (tx, message) => {
		if (message.deleted) throw messageNotFound();
		// A trigger copies the channel's access, which cannot change under its lock.
		const [thread] = await tx.execute<{ id: number }>(sql`
			insert into channels (server_id, name, creator_id, parent_id, parent_seq)
			select server_id, '', creator_id, id, ${seq} from channels where id = ${channel.id}
			on conflict (parent_id, parent_seq) where parent_id is not null do nothing returning id`);
		existed = !thread;
		if (!thread) return null;
		const rows = await tx.execute<{ user_id: number }>(sql`
			insert into follows (user_id, channel_id)
			select memberships.user_id, ${thread.id}::bigint from channels join servers on servers.id = channels.server_id
			join memberships on memberships.server_id = servers.id and memberships.user_id in (${viewer.id},
				(select author_id from messages where channel_id = channels.id and seq = ${seq}))
			where channels.id = ${channel.id} and ${canViewChannel(sql`memberships.user_id`)} returning user_id`);
		followers = rows.map((row) => row.user_id);
		await tx
			.update(messages)
			.set({ threadId: thread.id })
			.where(and(eq(messages.channelId, channel.id), eq(messages.seq, seq)));
		return { kind: "updated" };
	});
	const begun = await of(channel.id, seq);
	if (!begun) throw channelNotFound();
	await publishFollows(channel.serverId, begun.channelId, followers, true);
	return { thread: begun, existed };
}

async function of(channelId: number, seq: number): Promise<ThreadSummary | null> {
	const t = alias(channels, "t");
	const [row] = await db
		.select({ thread: threadSummary() })
		.from(t)
		.where(and(eq(t.parentId, channelId), eq(t.parentSeq, seq)));
	return row?.thread ?? null;
}

export const ThreadsQuery = z.object({
	before: queryNumber(1, Number.MAX_SAFE_INTEGER, "Must be the number of a thread.").optional(),
	limit: queryLimit(100, 50),
});

/** A channel's threads with their parent messages, latest first. */
export async function list(
	viewer: Viewer,
	channel: LoadedChannel,
	{ before, limit }: z.output<typeof ThreadsQuery>,
): Promise<{ messages: Message[]; hasMore: boolean }> {
	const thread = alias(channels, "thread");
	const rows = await db
		.select(messageColumns(viewer.id))
		.from(thread)
		.innerJoin(messages, and(eq(messages.channelId, thread.parentId), eq(messages.seq, thread.parentSeq)))
		.innerJoin(users, eq(users.id, messages.authorId))
		.innerJoin(channels, eq(channels.id, thread.parentId))
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.where(
			and(
				eq(thread.parentId, channel.id),
				canReadHistory(viewer.id),
				gt(thread.lastSeq, 0),
				before === undefined ? undefined : lt(thread.id, before),
			),
		)
		.orderBy(desc(thread.id))
		.limit(limit + 1);
	return { messages: rows.slice(0, limit).map(serializeMessage), hasMore: rows.length > limit };
}

/**
 * Follows or unfollows a thread. Later replies are unread for its followers. Notifies the viewer's sockets. Throws
 * `channel_not_found` for anything but a thread.
 */
export async function follow(viewer: Viewer, channel: LoadedChannel, following: boolean): Promise<void> {
	if (channel.parentId === null) throw channelNotFound();
	const [row] = await db.execute(sql`
		with member as (
			select user_id from memberships where server_id = ${channel.serverId} and user_id = ${viewer.id} for share
		), marked as (
			insert into reads (user_id, channel_id, last_read_seq)
			select user_id, ${channel.id}, (select last_seq from channels where id = ${channel.id}) from member
			where ${following} on conflict do nothing
		)
		insert into follows (user_id, channel_id, following) select user_id, ${channel.id}, ${following} from member
		on conflict (user_id, channel_id) do update set following = excluded.following returning 1`);
	if (!row) throw notMember();
	await publishFollows(channel.serverId, channel.id, [viewer.id], following);
}

/** Whether the viewer follows a thread. Throws `channel_not_found` for anything but a thread. */
export async function isFollowing(viewer: Viewer, channel: LoadedChannel): Promise<{ following: boolean }> {
	if (channel.parentId === null) throw channelNotFound();
	const [row] = await db
		.select({ following: follows.following })
		.from(follows)
		.where(and(eq(follows.userId, viewer.id), eq(follows.channelId, channel.id)));
	return { following: row?.following ?? false };
}

type Thread = MemberThread & { serverId: number };

type Followed = { threads: Thread[]; more: Map<number, number> };

/**
 * The threads that each of these users follows and may read: the latest 200 with unread messages, and the latest 50 of
 * the others. `more` counts by server the omitted ones with unread messages.
 */
export async function followedBy(userIds: number[]): Promise<Map<number, Followed>> {
	const rows = await selectFollowed({ userIds });
	const all = rows.flatMap(({ threads }) => threads ?? []);
	const excerpts = await excerptsOf(all.map(({ excerpt }) => excerpt));
	let place = 0;
	return new Map(
		rows.map(({ userId, threads, more }) => [
			userId,
			{
				threads: (threads ?? []).map((thread) => ({ ...thread, excerpt: excerpts[place++] ?? "" })),
				more: new Map((more ?? []).map(({ serverId, n }) => [serverId, n])),
			},
		]),
	);
}

const selectFollowed = prepared((db) => {
	const userId = sql`w.user_id`;
	return db
		.select({
			userId: sql<number>`w.user_id`,
			threads: sql<Thread[] | null>`found.threads`,
			more: sql<{ serverId: number; n: number }[] | null>`found.more`,
		})
		.from(sql`unnest(${sql.placeholder("userIds")}::bigint[]) as w(user_id) cross join lateral (
			with placed as (${placed(userId)})
			select (
				select json_agg(row_to_json(t) order by t."channelId") from (
					select c.server_id as "serverId", c.id as "channelId", c.parent_id as "parentId", c.parent_seq as "parentSeq",
						o.content as excerpt, c.last_seq as "lastSeq", p.mark as "lastReadSeq", (
							select count(*)::int from mentions n where n.user_id = ${userId} and n.channel_id = c.id and n.seq > p.mark
						) as "mentionCount"
					from placed p join channels c on c.id = p.id
					join messages o on o.channel_id = c.parent_id and o.seq = c.parent_seq
					where p.place <= case when p.is_unread then ${maxUnreadThreads}::int else ${maxQuietThreads}::int end
				) t
			) as threads, (
				select json_agg(row_to_json(u)) from (
					select server_id as "serverId", count(*)::int as n from placed
					where is_unread and place > ${maxUnreadThreads}::int group by server_id
				) u
			) as more
		) as found`);
});

/** In SQL: every followed thread, with its rank among those with, or without, unread messages. */
const placed = (userId: SQL) => sql`
	select channels.id, channels.server_id, read_position(channels, reads.last_read_seq) as mark,
		channels.last_seq > read_position(channels, reads.last_read_seq) as is_unread,
		row_number() over (
			partition by channels.last_seq > read_position(channels, reads.last_read_seq) order by channels.id desc) as place
	from follows join channels on channels.id = follows.channel_id join servers on servers.id = channels.server_id
	join memberships on memberships.server_id = servers.id and memberships.user_id = follows.user_id
	left join reads on reads.channel_id = channels.id and reads.user_id = follows.user_id
	where follows.user_id = ${userId} and follows.following and ${canViewChannel(userId)}`;
