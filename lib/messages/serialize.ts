import { sql } from "@/db";
import { type StoredEmbed, serializeEmbeds } from "../link-previews/serialize";
import type { Attachment, Message, Poll, Reaction, ThreadSummary } from "../realtime/protocol";
import { threadSummary } from "../threads/summary";

type Optional = "mentions" | "embeds" | "poll" | "thread" | "echoOf" | "pinnedAt";
type Times = "createdAt" | "editedAt" | "deletedAt";

export type Row = Omit<Message, Optional | Times | "reactions" | "attachments"> & {
	bornRev: number;
	createdAt: Date;
	editedAt: Date | null;
	deletedAt: Date | null;
	reactions: Reaction[] | null;
	attachments: Attachment[] | null;
	mentions: string[] | null;
	embeds: StoredEmbed[] | null;
	poll: StoredPoll | null;
	/** The votes for each option; `me` only for a viewer. */
	votes: { option: number; votes: number; me?: boolean }[] | null;
	thread: ThreadSummary | null;
	echoOf: Message["echoOf"] | null;
	pinnedAt: Date | null;
};
/** A user's vote as the log of changes keeps it: the options chosen, and the count of every option after it. */
export type Vote = { options: number[]; counts: number[] };
/** A poll as it was created. */
export type StoredPoll = { question: string; options: string[]; multiple: boolean; endsAt: string | null };

/** A message with its author and all extras, over `m` (messages) and `u` (users); `me` only for a viewer. */
export const messageColumns = (viewerId: number | null) => {
	const mine = (column: ReturnType<typeof sql>) => (viewerId === null ? sql`` : sql`, 'me', ${column}`);
	return sql`
	m.channel_id as "channelId", m.seq, m.rev, m.born_rev as "bornRev", m.nonce, m.content, m.mentions, m.reply_to as "replyTo",
	m.created_at as "createdAt", m.edited_at as "editedAt", m.deleted_at as "deletedAt",
	json_build_object('id', u.id, 'username', u.username, 'displayName', u.display_name, 'avatarUrl', u.avatar_url) as author,
	(select json_agg(json_build_object('emoji', r.emoji, 'count', r.count ${mine(sql`r.me`)}) order by r.first, r.emoji)
		from (
			select emoji, count(*)::int as count, min(created_at) as first, bool_or(user_id = ${viewerId ?? 0}) as me
			from reactions where channel_id = m.channel_id and seq = m.seq group by emoji
		) r) as reactions,
	m.attachments, m.embeds, m.poll, m.echo_of as "echoOf", m.pinned_at as "pinnedAt",
	case when m.poll is not null then (
		select json_agg(json_build_object('option', o.option, 'votes', v.votes ${mine(sql`coalesce(v.me, false)`)}))
		from generate_series(0, jsonb_array_length(m.poll -> 'options') - 1) as o(option) cross join lateral (
			select count(*)::int as votes, bool_or(user_id = ${viewerId ?? 0}) as me
			from votes where channel_id = m.channel_id and seq = m.seq and option = o.option
		) v) end as votes,
	case when m.thread_id is not null then (select ${threadSummary()} from channels t where t.id = m.thread_id) end as thread`;
};

export function serializeMessage(row: Row): Message {
	const {
		bornRev: _,
		createdAt,
		editedAt,
		deletedAt,
		reactions,
		attachments,
		mentions,
		embeds,
		poll,
		votes,
		thread,
		echoOf,
		pinnedAt,
		...rest
	} = row;
	return {
		...rest,
		createdAt: createdAt.toISOString(),
		editedAt: editedAt?.toISOString() ?? null,
		deletedAt: deletedAt?.toISOString() ?? null,
		reactions: reactions ?? [],
		attachments: attachments ?? [],
		...(mentions && { mentions }),
		...serializeEmbeds(row.channelId, row.seq, embeds),
		...(poll && { poll: serializePoll(poll, votes) }),
		...(thread && { thread }),
		...(echoOf && { echoOf }),
		...(pinnedAt && { pinnedAt: pinnedAt.toISOString() }),
	};
}

/** A poll with its current votes; without `votes` a new one. */
export const serializePoll = ({ options, ...poll }: StoredPoll, votes: Row["votes"] = null): Poll => ({
	...poll,
	options: options.map((text, option) => {
		const { option: _, ...readState } = votes?.find((vote) => vote.option === option) ?? { option, votes: 0 };
		return { text, ...readState };
	}),
});
