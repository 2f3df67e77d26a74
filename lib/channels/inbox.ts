import { and, asc, desc, eq, gt, isNull, not, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { db } from "@/db";
import { channelLevels, channels, memberships, messages, reads, servers, users } from "@/db/schema";
import type { LoadedChannel } from "../auth/access";
import { canReadHistory } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { cursor, cursorOf } from "../cursor";
import { invalid } from "../errors";
import { queryLimit } from "../http/query-number";
import { messageColumns } from "../messages/columns";
import { excerptsOf } from "../messages/excerpts";
import { serializeMessage } from "../messages/serialize";
import type {
	ChannelPosition,
	InboxMention,
	InboxPlace,
	InboxUnread,
	MentionKind,
	Message,
} from "../realtime/protocol";

export const InboxQuery = z.object({
	tab: z.enum(["mentions", "unreads"], "Must be mentions or unreads.").default("mentions"),
	limit: queryLimit(100, 30),
	cursor: cursor.optional(),
});
type Wanted = z.output<typeof InboxQuery>;
type Page<Item> = { items: Item[]; nextCursor: string | null };

const maxPreviewMessages = 3;

/** The viewer's mentions or unreads in all servers, of channels they may see at this moment, latest first. */
export function list(viewer: Viewer, { tab, ...wanted }: Wanted): Promise<Page<InboxMention> | Page<InboxUnread>> {
	if (wanted.cursor && !/^\d{1,15}-\d{1,16}$/.test(wanted.cursor[0]))
		throw invalid({ cursor: "Is not a cursor of this list." });
	return tab === "mentions" ? mentions(viewer, wanted) : unreads(viewer, wanted);
}

const parent = alias(channels, "parent");

/** Over `channels`, `servers` and `parent` (the parent channel of a thread): the place of a message. */
const placeColumns = {
	serverId: servers.id,
	serverName: servers.name,
	channelId: sql<number>`coalesce(${parent.id}, ${channels.id})`,
	channelName: sql<string>`coalesce(${parent.name}, ${channels.name})`,
	private: channels.private,
	thread: sql<InboxPlace["thread"]>`case when ${parent.id} is not null then
		json_build_object('channelId', ${channels.id}, 'parentSeq', ${channels.parentSeq}, 'excerpt', coalesce((
			select o.content from messages o
			where o.channel_id = ${channels.parentId} and o.seq = ${channels.parentSeq}), '')) end`,
};

/** Over `channels` and `reads`: the position of the viewer's read marker. */
const readSeq = sql<number>`read_position(channels, ${reads.lastReadSeq})`;

const isOwnMarker = (viewer: Viewer) => and(eq(reads.userId, viewer.id), eq(reads.channelId, channels.id));
const isOwnMembership = (viewer: Viewer) =>
	and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id));

/** The cursor of a page: the time in milliseconds and the message's seq, then the channel. */
const beyond = (after: Wanted["cursor"], at: SQL, seq: SQL): SQL | undefined => {
	if (!after) return undefined;
	const [moment, number] = after[0].split("-").map(Number);
	return sql`(${at}, ${channels.id}, ${seq})
		< ('epoch'::timestamptz + ${moment ?? 0}::bigint * interval '1 millisecond', ${after[1]}::bigint, ${number ?? 0}::bigint)`;
};

async function mentions(viewer: Viewer, { limit, cursor: after }: Omit<Wanted, "tab">): Promise<Page<InboxMention>> {
	const rows = await db
		.select({
			kind: sql<MentionKind>`latest.kind`,
			read: sql<boolean>`latest.seq <= ${readSeq}`,
			place: placeColumns,
			...messageColumns(viewer.id),
		})
		.from(sql`(${latestMentions(viewer, limit + 1, after)}) as latest`)
		.innerJoin(channels, eq(channels.id, sql`latest.channel_id`))
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.leftJoin(parent, eq(parent.id, channels.parentId))
		.leftJoin(reads, isOwnMarker(viewer))
		.innerJoin(messages, and(eq(messages.channelId, sql`latest.channel_id`), eq(messages.seq, sql`latest.seq`)))
		.innerJoin(users, eq(users.id, messages.authorId))
		.orderBy(sql`latest.created_at desc, latest.channel_id desc, latest.seq desc`);
	const last = rows[limit - 1];
	const page = await withExcerpts(rows.slice(0, limit));
	return {
		items: page.map(({ kind, read, place, ...row }) => ({ kind, read, place, message: serializeMessage(row) })),
		nextCursor: last && rows.length > limit ? next(last.createdAt, last.channelId, last.seq) : null,
	};
}

/** The latest mentions of each channel are enough: a user may have a hundred thousand. */
const latestMentions = (viewer: Viewer, limit: number, after: Wanted["cursor"]) => sql`
	with recursive places as (
		(select channel_id from mentions where user_id = ${viewer.id} order by channel_id limit 1)
		union all
		select (select n.channel_id from mentions n where n.user_id = ${viewer.id} and n.channel_id > w.channel_id
			order by n.channel_id limit 1) from places w where w.channel_id is not null
	)
	select channels.id as channel_id, l.seq, l.kind, l.created_at from places w
	join channels on channels.id = w.channel_id join servers on servers.id = channels.server_id
	join memberships on ${isOwnMembership(viewer)}
	cross join lateral (
		select n.seq, n.kind, h.created_at from mentions n join messages h on h.channel_id = n.channel_id and h.seq = n.seq
		where n.user_id = ${viewer.id} and n.channel_id = channels.id
			and ${beyond(after, sql`h.created_at`, sql`n.seq`) ?? sql`true`}
		order by n.seq desc limit ${limit}
	) l
	where ${canReadHistory(viewer.id)} order by l.created_at desc, channels.id desc, l.seq desc limit ${limit}`;

/** The places as serialized, with an excerpt of a thread's parent message instead of its text. */
async function withExcerpts<T extends { place: InboxPlace }>(rows: T[]): Promise<T[]> {
	const excerpts = await excerptsOf(rows.map(({ place }) => place.thread?.excerpt ?? ""));
	return rows.map((row, n) => {
		const { thread, ...place } = row.place;
		return { ...row, place: { ...place, thread: thread && { ...thread, excerpt: excerpts[n] ?? "" } } };
	});
}

const next = (at: Date, channelId: number, seq: number) => cursorOf(`${at.getTime()}-${seq}`, channelId);

async function unreads(viewer: Viewer, { limit, cursor: after }: Omit<Wanted, "tab">): Promise<Page<InboxUnread>> {
	const mentionCount = sql<number>`(
		select count(*)::int from mentions n
		where n.user_id = ${memberships.userId} and n.channel_id = ${channels.id} and n.seq > ${readSeq})`;
	const unread = sql<number>`(
		${channels.lastSeq} - ${readSeq} - ${channels.uncountedCount} + uncounted_until(channels, ${readSeq}))`;
	const isMuted = sql`greatest(${memberships.mutedUntil}, ${channelLevels.mutedUntil}, '-infinity') > now()`;
	const isFollowed = sql`exists (
		select 1 from follows f where f.user_id = ${memberships.userId} and f.channel_id = ${channels.id} and f.following)`;
	const rows = await db
		.select({
			channelId: channels.id,
			place: placeColumns,
			lastSeq: channels.lastSeq,
			lastReadSeq: readSeq,
			unread,
			at: messages.createdAt,
			mentionCount,
		})
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.innerJoin(channels, eq(channels.serverId, servers.id))
		.leftJoin(parent, eq(parent.id, channels.parentId))
		.leftJoin(reads, isOwnMarker(viewer))
		.leftJoin(
			channelLevels,
			and(
				eq(channelLevels.userId, viewer.id),
				eq(channelLevels.channelId, sql`coalesce(${parent.id}, ${channels.id})`),
			),
		)
		.innerJoin(messages, and(eq(messages.channelId, channels.id), eq(messages.seq, channels.lastSeq)))
		.where(
			and(
				eq(memberships.userId, viewer.id),
				canReadHistory(viewer.id),
				gt(channels.lastSeq, readSeq),
				gt(unread, 0),
				not(isMuted),
				or(isNull(parent.id), isFollowed),
				beyond(after, sql`${messages.createdAt}`, sql`${channels.lastSeq}`),
			),
		)
		.orderBy(desc(messages.createdAt), desc(channels.id))
		.limit(limit + 1);
	const page = await withExcerpts(rows.slice(0, limit));
	const lines = await firstLines(viewer, page);
	const last = page.at(-1);
	return {
		items: page.map(({ channelId, at, ...row }) => {
			const messages = lines.filter((message) => message.channelId === channelId);
			return { ...row, firstUnreadSeq: messages[0]?.seq ?? null, messages };
		}),
		nextCursor: last && rows.length > limit ? next(last.at, last.channelId, last.lastSeq) : null,
	};
}

/** The first unread messages of each channel. The same statement checks access again. */
async function firstLines(viewer: Viewer, page: { channelId: number; lastReadSeq: number }[]): Promise<Message[]> {
	if (page.length === 0) return [];
	const ids = sql.param(page.map(({ channelId }) => channelId));
	const seqs = sql.param(page.map(({ lastReadSeq }) => lastReadSeq));
	const rows = await db
		.select(messageColumns(viewer.id))
		.from(sql`unnest(${ids}::bigint[], ${seqs}::bigint[]) as wanted(channel_id, seq)`)
		.innerJoin(channels, eq(channels.id, sql`wanted.channel_id`))
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.innerJoin(memberships, isOwnMembership(viewer))
		.crossJoinLateral(
			sql`(
				select m.seq from messages m where m.channel_id = ${channels.id} and m.seq > wanted.seq and m.deleted_at is null
					and m.system -> 'uncounted' is null
				order by m.seq limit ${maxPreviewMessages}) as found`,
		)
		.innerJoin(messages, and(eq(messages.channelId, channels.id), eq(messages.seq, sql`found.seq`)))
		.innerJoin(users, eq(users.id, messages.authorId))
		.where(canReadHistory(viewer.id))
		.orderBy(asc(messages.channelId), asc(messages.seq));
	return rows.map(serializeMessage);
}

/**
 * The reason a channel is unread: the oldest message and the oldest mention after the read marker, in it or in its
 * followed threads.
 */
export async function firstUnread(
	viewer: Viewer,
	channel: LoadedChannel,
): Promise<{ unread: ChannelPosition | null; mention: ChannelPosition | null }> {
	const rows = await db.execute<ChannelPosition & { isMention: boolean }>(sql`
		with places as (
			select channels.id, ${readSeq} as seq from channels join servers on servers.id = channels.server_id
			join memberships on ${isOwnMembership(viewer)} left join reads on ${isOwnMarker(viewer)}
			where ${canReadHistory(viewer.id)} and (channels.id = ${channel.id} or (channels.parent_id = ${channel.id} and exists (
				select 1 from follows f where f.user_id = ${viewer.id} and f.channel_id = channels.id and f.following)))
		), oldest as (
			select m.channel_id, m.seq, m.created_at, false as is_mention from places w cross join lateral (
				select * from messages where channel_id = w.id and seq > w.seq and deleted_at is null and system -> 'uncounted' is null order by seq limit 1) m
			union all
			select m.channel_id, m.seq, m.created_at, true from places w cross join lateral (
				select seq from mentions where user_id = ${viewer.id} and channel_id = w.id and seq > w.seq order by seq limit 1) n
			join messages m on m.channel_id = w.id and m.seq = n.seq
		)
		select distinct on (is_mention) channel_id as "channelId", seq, is_mention as "isMention"
		from oldest order by is_mention, created_at, channel_id`);
	const of = (isMention: boolean): ChannelPosition | null => {
		const found = rows.find((row) => row.isMention === isMention);
		return found ? { channelId: found.channelId, seq: found.seq } : null;
	};
	return { unread: of(false), mention: of(true) };
}
