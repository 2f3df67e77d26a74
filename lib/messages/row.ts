import { sql } from "@/db";
import type { Message, Reaction } from "../realtime/contract";

export type Row = Omit<Message, "createdAt" | "editedAt" | "deletedAt" | "reactions" | "attachments"> & {
	bornRev: number;
	createdAt: Date;
	editedAt: Date | null;
	deletedAt: Date | null;
	reactions: Reaction[] | null;
};

/** A message with its author and reactions, over `m` (messages) and `u` (users); `me` only for a viewer. */
export const columns = (viewerId: number | null) => sql`
	m.channel_id as "channelId", m.seq, m.rev, m.born_rev as "bornRev", m.nonce, m.content, m.reply_to as "replyTo",
	m.created_at as "createdAt", m.edited_at as "editedAt", m.deleted_at as "deletedAt",
	json_build_object('id', u.id, 'username', u.username, 'displayName', u.display_name, 'avatarUrl', u.avatar_url) as author,
	(select json_agg(json_build_object('emoji', r.emoji, 'count', r.count ${viewerId === null ? sql`` : sql`, 'me', r.me`}) order by r.first, r.emoji)
		from (
			select emoji, count(*)::int as count, min(created_at) as first, bool_or(user_id = ${viewerId ?? 0}) as me
			from reactions where channel_id = m.channel_id and seq = m.seq group by emoji
		) r) as reactions`;

export const told = ({ bornRev, createdAt, editedAt, deletedAt, reactions, ...row }: Row): Message => ({
	...row,
	createdAt: createdAt.toISOString(),
	editedAt: editedAt?.toISOString() ?? null,
	deletedAt: deletedAt?.toISOString() ?? null,
	reactions: reactions ?? [],
	attachments: [],
});
