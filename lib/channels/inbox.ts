import { z } from "zod";
import { sql } from "@/db";
import type { LoadedChannel } from "../auth/access";
import { canViewChannelSql } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { cursor, cursorOf } from "../cursor";
import { invalid } from "../errors";
import { queryLimit } from "../http/query-number";
import { excerptsOf } from "../messages/excerpts";
import { messageColumns, type Row, serializeMessage } from "../messages/serialize";
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

/** In SQL, over `c`, `s` and `p` (the parent channel of a thread): the place of a message. */
const place = () => sql`
	json_build_object('serverId', s.id, 'serverName', s.name, 'channelId', coalesce(p.id, c.id),
		'channelName', coalesce(p.name, c.name), 'private', c.private, 'thread', case when p.id is not null then
			json_build_object('channelId', c.id, 'parentSeq', c.parent_seq, 'excerpt', coalesce((select o.content
				from messages o where o.channel_id = c.parent_id and o.seq = c.parent_seq), '')) end) as place`;

/** The cursor of a page: the time in milliseconds and the message's seq, then the channel. */
const beyond = (after: Wanted["cursor"], at: ReturnType<typeof sql>, seq: ReturnType<typeof sql>) => {
	if (!after) return sql``;
	const [moment, number] = after[0].split("-").map(Number);
	return sql`and (${at}, c.id, ${seq}) < ('epoch'::timestamptz + ${moment ?? 0}::bigint * interval '1 millisecond', ${after[1]}::bigint, ${number ?? 0}::bigint)`;
};

async function mentions(viewer: Viewer, { limit, cursor: after }: Omit<Wanted, "tab">): Promise<Page<InboxMention>> {
	// The latest mentions of each channel are enough: a user may have a hundred thousand.
	const rows = await sql<(Row & { kind: MentionKind; read: boolean; place: InboxPlace })[]>`
		with recursive places as (
			(select channel_id from mentions where user_id = ${viewer.id} order by channel_id limit 1)
			union all
			select (select n.channel_id from mentions n where n.user_id = ${viewer.id} and n.channel_id > w.channel_id
				order by n.channel_id limit 1) from places w where w.channel_id is not null
		), picked as (
			select c.id, l.seq, l.kind, l.created_at from places w
			join channels c on c.id = w.channel_id join servers s on s.id = c.server_id
			join memberships j on j.server_id = s.id and j.user_id = ${viewer.id}
			cross join lateral (
				select n.seq, n.kind, h.created_at from mentions n join messages h on h.channel_id = n.channel_id and h.seq = n.seq
				where n.user_id = ${viewer.id} and n.channel_id = c.id ${beyond(after, sql`h.created_at`, sql`n.seq`)}
				order by n.seq desc limit ${limit + 1}
			) l
			where ${canViewChannelSql(viewer.id)} order by l.created_at desc, c.id desc, l.seq desc limit ${limit + 1}
		)
		select n.kind, n.seq <= coalesce(r.last_read_seq, 0) as read, ${place()}, ${messageColumns(viewer.id)}
		from picked n join channels c on c.id = n.id join servers s on s.id = c.server_id
		left join channels p on p.id = c.parent_id
		left join reads r on r.user_id = ${viewer.id} and r.channel_id = c.id
		join messages m on m.channel_id = n.id and m.seq = n.seq join users u on u.id = m.author_id
		order by n.created_at desc, n.id desc, n.seq desc`;
	const last = rows[limit - 1];
	const page = await withExcerpts(rows.slice(0, limit));
	return {
		items: page.map(({ kind, read, place, ...row }) => ({
			kind,
			read,
			place,
			message: serializeMessage(row as unknown as Row),
		})),
		nextCursor: last && rows.length > limit ? next(last.createdAt, last.channelId, last.seq) : null,
	};
}

/** The places as serialized, with an excerpt of a thread's parent message instead of its text. */
async function withExcerpts<T extends { place: InboxPlace }>(rows: T[]): Promise<T[]> {
	const excerpts = await excerptsOf(rows.map(({ place }) => place.thread?.excerpt ?? ""));
	return rows.map((row, n) => {
		const { thread, ...place } = row.place;
		return { ...row, place: { ...place, thread: thread && { ...thread, excerpt: excerpts[n] ?? "" } } };
	});
}

const next = (at: Date, channelId: number, seq: number) => cursorOf(`${at.getTime()}-${seq}`, channelId);

type Unread = Omit<InboxUnread, "firstUnreadSeq" | "messages"> & { channelId: number; at: Date };

async function unreads(viewer: Viewer, { limit, cursor: after }: Omit<Wanted, "tab">): Promise<Page<InboxUnread>> {
	const rows = await sql<Unread[]>`
		select c.id as "channelId", ${place()}, c.last_seq as "lastSeq", coalesce(r.last_read_seq, 0) as "lastReadSeq",
			c.last_seq - coalesce(r.last_read_seq, 0) as unread, h.created_at as at,
			(select count(*)::int from mentions n where n.user_id = j.user_id and n.channel_id = c.id
				and n.seq > coalesce(r.last_read_seq, 0)) as "mentionCount"
		from memberships j join servers s on s.id = j.server_id join channels c on c.server_id = s.id
		left join channels p on p.id = c.parent_id
		left join reads r on r.user_id = j.user_id and r.channel_id = c.id
		left join channel_levels l on l.user_id = j.user_id and l.channel_id = coalesce(p.id, c.id)
		join messages h on h.channel_id = c.id and h.seq = c.last_seq
		where j.user_id = ${viewer.id} and ${canViewChannelSql(viewer.id)} and c.last_seq > coalesce(r.last_read_seq, 0)
			and greatest(j.muted_until, l.muted_until, '-infinity') <= now()
			and (p.id is null or exists (
				select 1 from follows f where f.user_id = j.user_id and f.channel_id = c.id and f.following))
			${beyond(after, sql`h.created_at`, sql`c.last_seq`)}
		order by h.created_at desc, c.id desc limit ${limit + 1}`;
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
async function firstLines(viewer: Viewer, page: Unread[]): Promise<Message[]> {
	if (page.length === 0) return [];
	const rows = await sql<Row[]>`
		select l.* from unnest(${page.map(({ channelId }) => channelId)}::bigint[], ${page.map(({ lastReadSeq }) => lastReadSeq)}::bigint[])
			as w(channel_id, seq)
		join channels c on c.id = w.channel_id join servers s on s.id = c.server_id
		join memberships j on j.server_id = s.id and j.user_id = ${viewer.id}
		cross join lateral (
			select ${messageColumns(viewer.id)} from messages m join users u on u.id = m.author_id
			where m.channel_id = c.id and m.seq > w.seq and m.deleted_at is null order by m.seq limit ${maxPreviewMessages}
		) l where ${canViewChannelSql(viewer.id)} order by l."channelId", l.seq`;
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
	const rows = await sql<(ChannelPosition & { isMention: boolean })[]>`
		with places as (
			select c.id, coalesce(r.last_read_seq, 0) as seq from channels c join servers s on s.id = c.server_id
			join memberships j on j.server_id = s.id and j.user_id = ${viewer.id}
			left join reads r on r.channel_id = c.id and r.user_id = ${viewer.id}
			where ${canViewChannelSql(viewer.id)} and (c.id = ${channel.id} or (c.parent_id = ${channel.id} and exists (
				select 1 from follows f where f.user_id = ${viewer.id} and f.channel_id = c.id and f.following)))
		), oldest as (
			select m.channel_id, m.seq, m.created_at, false as is_mention from places w cross join lateral (
				select * from messages where channel_id = w.id and seq > w.seq and deleted_at is null order by seq limit 1) m
			union all
			select m.channel_id, m.seq, m.created_at, true from places w cross join lateral (
				select seq from mentions where user_id = ${viewer.id} and channel_id = w.id and seq > w.seq order by seq limit 1) n
			join messages m on m.channel_id = w.id and m.seq = n.seq
		)
		select distinct on (is_mention) channel_id as "channelId", seq, is_mention as "isMention"
		from oldest order by is_mention, created_at, channel_id`;
	const of = (isMention: boolean): ChannelPosition | null => {
		const found = rows.find((row) => row.isMention === isMention);
		return found ? { channelId: found.channelId, seq: found.seq } : null;
	};
	return { unread: of(false), mention: of(true) };
}
