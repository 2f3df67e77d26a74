import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { channels, reads } from "@/db/schema";
import { channelNotFound, type LoadedChannel, type LoadedServer } from "../auth/access";
import { canViewChannel } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import type { ChannelPosition } from "../realtime/protocol";
import { emitReadState } from "../realtime/read-updates";
import { id } from "../text/schema";
import { withLockedMembership } from "./locked-membership";

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
	const marker = withLockedMembership(viewer, channel.id, {
		lastReadSeq: sql<number>`least(${seq}::bigint, ${channels.lastSeq})`.as("last_read_seq"),
	});
	const [row] = await db
		.insert(reads)
		.select(marker)
		.onConflictDoUpdate({
			target: [reads.userId, reads.channelId],
			set: { lastReadSeq: force ? sql`excluded.last_read_seq` : furthest },
		})
		.returning({ lastReadSeq: reads.lastReadSeq });
	if (!row) throw channelNotFound();
	await emitReadState(channel.id, [viewer.id]);
}

/** The further of the stored marker and the new one. */
const furthest = sql`greatest(${reads.lastReadSeq}, excluded.last_read_seq)`;

/**
 * Marks everything in one server, or in all servers, as read in one statement. Returns the previous positions of the
 * markers that moved.
 */
export async function markAllRead(viewer: Viewer, server?: LoadedServer): Promise<{ marks: ChannelPosition[] }> {
	const within = server === undefined ? sql`` : sql`and channels.server_id = ${server.id}`;
	const rows = sql`
		select channels.id, channels.last_seq as seq, coalesce(reads.last_read_seq, 0) as before
		from mine join channels on channels.server_id = mine.server_id join servers on servers.id = channels.server_id
		left join reads on reads.channel_id = channels.id and reads.user_id = ${viewer.id}
		where channels.last_seq > read_position(channels, reads.last_read_seq) and ${canViewChannel(viewer.id)} ${within}
			and (channels.parent_id is null or exists (
				select 1 from follows f where f.channel_id = channels.id and f.user_id = ${viewer.id} and f.following))`;
	return publishMoved(viewer, rows, furthest);
}

/** Restores markers to the given positions; skips channels the viewer may not see. Responds like markAllRead. */
export async function restoreMarkers(viewer: Viewer, marks: ChannelPosition[]): Promise<{ marks: ChannelPosition[] }> {
	const ids = sql.param(marks.map(({ channelId }) => channelId));
	const seqs = sql.param(marks.map(({ seq }) => seq));
	const rows = sql`
		select channels.id, least(max(p.seq), channels.last_seq) as seq, coalesce(reads.last_read_seq, 0) as before
		from unnest(${ids}::bigint[], ${seqs}::bigint[]) as p(id, seq)
		join channels on channels.id = p.id join mine on mine.server_id = channels.server_id
		join servers on servers.id = channels.server_id
		left join reads on reads.channel_id = channels.id and reads.user_id = ${viewer.id}
		where ${canViewChannel(viewer.id)} group by channels.id, reads.last_read_seq`;
	return publishMoved(viewer, rows, sql`excluded.last_read_seq`);
}

/**
 * Moves markers to the `seq` of these rows (`id`, `seq`, `before`), selected from the servers in `mine`; `to` resolves
 * conflicts with a marker that moves meanwhile.
 */
async function publishMoved(viewer: Viewer, rows: SQL, to: SQL): Promise<{ marks: ChannelPosition[] }> {
	// Locks the memberships: a marker written during a leave must not outlive it.
	const marks = await db.execute<ChannelPosition>(sql`
		with mine as (
			select server_id from memberships where user_id = ${viewer.id} order by server_id for share
		), wanted as (${rows}), put as (
			insert into reads (user_id, channel_id, last_read_seq)
			select ${viewer.id}, id, seq from wanted where seq <> before order by id
			on conflict (user_id, channel_id) do update set last_read_seq = ${to}
		)
		select id as "channelId", before as seq from wanted where seq <> before order by id`);
	await emitReadState(
		marks.map(({ channelId }) => channelId),
		[viewer.id],
	);
	return { marks };
}
