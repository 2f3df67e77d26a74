import { sql as drizzle, type SQL } from "drizzle-orm";
import { sql } from "@/db";
import { messages } from "@/db/schema";
import type { SqlTag } from "@/db/sql-tag";
import { threadSummary, threadSummarySql } from "../threads/summary";
import { authorColumns } from "../users/serialize";
import type { Row } from "./serialize";

type Fragment = ReturnType<typeof sql>;

/**
 * The reactions of `m`, a message, with `me` only for a viewer. A reaction is a change, so a message without changes has
 * none.
 */
const reactions = <Part>(sql: SqlTag<Part>, m: Part, viewerId: number | null) => sql`
	case when ${m}.rev <> ${m}.born_rev then (select json_agg(json_build_object('emoji', r.emoji, 'count', r.count ${viewerId === null ? sql`` : sql`, 'me', r.me`})
			order by r.first, r.emoji)
		from (
			select emoji, count(*)::int as count, min(created_at) as first, bool_or(user_id = ${viewerId ?? 0}) as me
			from reactions where channel_id = ${m}.channel_id and seq = ${m}.seq group by emoji
		) r) end`;

/** The votes for each option of the poll of `m`, a message, with `me` only for a viewer. */
const votes = <Part>(sql: SqlTag<Part>, m: Part, viewerId: number | null) => sql`
	case when ${m}.poll is not null then (
		select json_agg(json_build_object('option', o.option, 'votes', v.votes
			${viewerId === null ? sql`` : sql`, 'me', coalesce(v.me, false)`}))
		from generate_series(0, jsonb_array_length(${m}.poll -> 'options') - 1) as o(option) cross join lateral (
			select count(*)::int as votes, bool_or(user_id = ${viewerId ?? 0}) as me
			from votes where channel_id = ${m}.channel_id and seq = ${m}.seq and option = o.option
		) v) end`;

/** The nickname of the author of `m`, a message, in its server. A user who has left has none. */
const nickname = <Part>(sql: SqlTag<Part>, m: Part) => sql`(
	select n.nickname from memberships n
	where n.server_id = (select h.server_id from channels h where h.id = ${m}.channel_id) and n.user_id = ${m}.author_id)`;

/** For Drizzle, over `messages` and `users`: a message with its author and all extras as this viewer sees it. */
export function messageColumns(viewerId: number) {
	const m = drizzle`${messages}`;
	return {
		channelId: messages.channelId,
		seq: messages.seq,
		rev: messages.rev,
		bornRev: messages.bornRev,
		nonce: messages.nonce,
		content: messages.content,
		mentions: drizzle<Row["mentions"]>`${messages.mentions}`,
		emoji: drizzle<Row["emoji"]>`${messages.emoji}`,
		replyTo: messages.replyTo,
		createdAt: messages.createdAt,
		editedAt: messages.editedAt,
		deletedAt: messages.deletedAt,
		author: { ...authorColumns, nickname: nickname(drizzle, m) as SQL<string | null> },
		reactions: reactions(drizzle, m, viewerId) as SQL<Row["reactions"]>,
		attachments: drizzle<Row["attachments"]>`${messages.attachments}`,
		embeds: drizzle<Row["embeds"]>`${messages.embeds}`,
		poll: drizzle<Row["poll"]>`${messages.poll}`,
		votes: votes(drizzle, m, viewerId) as SQL<Row["votes"]>,
		thread: drizzle<Row["thread"]>`(select ${threadSummary()} from channels t where t.id = ${messages.threadId})`,
		echoOf: drizzle<Row["echoOf"]>`${messages.echoOf}`,
		pinnedAt: messages.pinnedAt,
		system: drizzle<Row["system"]>`${messages.system}`,
	};
}

/** For postgres.js, over `m` (messages) and `u` (users): the same; without `me` if there is no viewer. */
export function messageColumnsSql(viewerId: number | null) {
	const tag = sql as SqlTag<Fragment>;
	return sql`
		m.channel_id as "channelId", m.seq, m.rev, m.born_rev as "bornRev", m.nonce, m.content, m.mentions, m.emoji,
		m.reply_to as "replyTo", m.created_at as "createdAt", m.edited_at as "editedAt", m.deleted_at as "deletedAt",
		json_build_object('id', u.id, 'username', u.username, 'displayName', u.display_name, 'avatarUrl', u.avatar_url,
			'nickname', ${nickname(tag, sql`m`)}) as author,
		${reactions(tag, sql`m`, viewerId)} as reactions, m.attachments, m.embeds, m.poll,
		${votes(tag, sql`m`, viewerId)} as votes, m.echo_of as "echoOf", m.pinned_at as "pinnedAt", m.system,
		case when m.thread_id is not null then (
			select ${threadSummarySql()} from channels t where t.id = m.thread_id) end as thread`;
}
