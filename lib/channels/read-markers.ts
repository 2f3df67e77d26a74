import { z } from "zod";
import { sql } from "@/db";
import { canViewChannelSql, channelNotFound, type LoadedChannel, type LoadedServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import type { ChannelPosition } from "../realtime/protocol";
import { emitReadState } from "../realtime/read-updates";
import { id } from "../text/schema";

const seq = z.int("Must be a message number.").min(0, "Must be a message number.");
export const ReadMarker = z.strictObject({
	seq,
	force: z.boolean("Must be true or false.").optional(),
});

export const ReadMarkers = z.strictObject({
	marks: z
		.array(z.strictObject({ channelId: id, seq }))
		.max(5000, "Must be 5000 or fewer.")
		.optional(),
});

/**
 * Moves the viewer's read marker: never past the head, and back only when forced ("mark as unread"). Notifies their
 * sockets.
 */
export async function markRead(
	viewer: Viewer,
	channel: LoadedChannel,
	{ seq, force }: z.output<typeof ReadMarker>,
): Promise<void> {
	// Reads the membership with the head: a marker written during a leave must not outlive it.
	const [row] = await sql<{ lastReadSeq: number }[]>`
		insert into reads as r (user_id, channel_id, last_read_seq)
		select m.user_id, c.id, least(${seq}::bigint, c.last_seq)
		from channels c join servers s on s.id = c.server_id
		join memberships m on m.server_id = c.server_id and m.user_id = ${viewer.id}
		where c.id = ${channel.id} and ${canViewChannelSql(viewer.id)}
		for share of m
		on conflict (user_id, channel_id) do update set last_read_seq =
			case when ${force ?? false} then excluded.last_read_seq else greatest(r.last_read_seq, excluded.last_read_seq) end
		returning last_read_seq as "lastReadSeq"`;
	if (!row) throw channelNotFound();
	await emitReadState(channel.id, [viewer.id]);
}

type Part = ReturnType<typeof sql>;

/**
 * Marks everything in one server, or in all servers, as read in one statement. Returns the previous positions of the
 * markers that moved.
 */
export async function markAllRead(viewer: Viewer, server?: LoadedServer): Promise<{ marks: ChannelPosition[] }> {
	const within = server === undefined ? sql`` : sql`and c.server_id = ${server.id}`;
	const rows: Part = sql`
		select c.id, c.last_seq as seq, coalesce(r.last_read_seq, 0) as before
		from mine m join channels c on c.server_id = m.server_id join servers s on s.id = c.server_id
		left join reads r on r.channel_id = c.id and r.user_id = ${viewer.id}
		where c.last_seq > coalesce(r.last_read_seq, 0) and ${canViewChannelSql(viewer.id)} ${within}
			and (c.parent_id is null or exists (
				select 1 from follows f where f.channel_id = c.id and f.user_id = ${viewer.id} and f.following))`;
	return publishMoved(viewer, rows, sql`greatest(r.last_read_seq, excluded.last_read_seq)`);
}

/** Restores markers to the given positions; skips channels the viewer may not see. Responds like markAllRead. */
export async function restoreMarkers(viewer: Viewer, marks: ChannelPosition[]): Promise<{ marks: ChannelPosition[] }> {
	const rows: Part = sql`
		select c.id, least(max(p.seq), c.last_seq) as seq, coalesce(r.last_read_seq, 0) as before
		from unnest(${marks.map(({ channelId }) => channelId)}::bigint[], ${marks.map(({ seq }) => seq)}::bigint[]) as p(id, seq)
		join channels c on c.id = p.id join mine m on m.server_id = c.server_id join servers s on s.id = c.server_id
		left join reads r on r.channel_id = c.id and r.user_id = ${viewer.id}
		where ${canViewChannelSql(viewer.id)} group by c.id, r.last_read_seq`;
	return publishMoved(viewer, rows, sql`excluded.last_read_seq`);
}

/**
 * Moves markers to the `seq` of these rows (`id`, `seq`, `before`), selected from the servers in `mine`; `to` resolves
 * conflicts with a marker that moves meanwhile.
 */
async function publishMoved(viewer: Viewer, rows: Part, to: Part): Promise<{ marks: ChannelPosition[] }> {
	// Locks the memberships: a marker written during a leave must not outlive it.
	const marks = await sql<ChannelPosition[]>`
		with mine as (
			select server_id from memberships where user_id = ${viewer.id} order by server_id for share
		), wanted as (${rows}), put as (
			insert into reads as r (user_id, channel_id, last_read_seq)
			select ${viewer.id}, id, seq from wanted where seq <> before order by id
			on conflict (user_id, channel_id) do update set last_read_seq = ${to}
		)
		select id as "channelId", before as seq from wanted where seq <> before order by id`;
	await emitReadState(
		marks.map(({ channelId }) => channelId),
		[viewer.id],
	);
	return { marks };
}
