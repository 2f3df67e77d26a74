import { and, desc, eq, isNull, sql as orm } from "drizzle-orm";
import { z } from "zod";
import { db, sql } from "@/db";
import { channels, memberships, messages, saved, servers } from "@/db/schema";
import { type LoadedChannel, type LoadedMessage, messageNotFound } from "../auth/access";
import { canViewChannel, canViewChannelSql } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { cursor, cursorOf } from "../cursor";
import { invalid } from "../errors";
import { queryLimit } from "../http/query-number";
import { messageColumns, type Row, serializeMessage } from "../messages/serialize";
import type { MessagePlace, SavedMessage } from "../realtime/protocol";
import { emitToUser } from "../realtime/user-events";

/** Saves a message for later, or removes it from the saved ones. Idempotent. Notifies the viewer's sockets. */
export async function save(viewer: Viewer, open: LoadedMessage, kept: boolean): Promise<void> {
	const { channel, seq } = open;
	const [row] = kept ? await insert(viewer, open) : await remove(viewer, open);
	if (kept && !row) throw messageNotFound();
	if (row) {
		const place = { serverId: channel.serverId, channelId: channel.id };
		await emitToUser([viewer.id], place, "saved", { channelId: channel.id, seq, saved: kept });
	}
}

function insert(viewer: Viewer, { channel, seq }: LoadedMessage) {
	// Locks the message: what is saved during its deletion must not outlive it.
	const row = db
		.select({
			userId: memberships.userId,
			channelId: messages.channelId,
			seq: messages.seq,
			savedAt: orm<Date>`now()`.as("saved_at"),
		})
		.from(messages)
		.innerJoin(channels, eq(channels.id, messages.channelId))
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.where(
			and(
				eq(messages.channelId, channel.id),
				eq(messages.seq, seq),
				isNull(messages.deletedAt),
				canViewChannel(viewer.id),
			),
		)
		.for("share", { of: messages });
	return db
		.insert(saved)
		.select(row)
		.onConflictDoUpdate({
			target: [saved.userId, saved.channelId, saved.seq],
			set: { savedAt: orm`${saved.savedAt}` },
		})
		.returning({ seq: saved.seq });
}

const remove = (viewer: Viewer, { channel, seq }: LoadedMessage) =>
	db
		.delete(saved)
		.where(and(eq(saved.userId, viewer.id), eq(saved.channelId, channel.id), eq(saved.seq, seq)))
		.returning({ seq: saved.seq });

export const SavedQuery = z.object({
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

type SavedRow = Row & { savedAt: Date; place: MessagePlace };

/** The viewer's saved messages in channels they may see now, in their current state, latest first. */
export async function list(
	viewer: Viewer,
	{ limit, cursor: after }: z.output<typeof SavedQuery>,
): Promise<{ saved: SavedMessage[]; nextCursor: string | null }> {
	const [at, channelId] = after ? after[0].split(" ") : [];
	if (after && !(/^\d{1,15}$/.test(at ?? "") && /^\d{1,16}$/.test(channelId ?? "")))
		throw invalid({ cursor: "Is not a cursor of this list." });
	const rows = await sql<SavedRow[]>`
		select ${messageColumns(viewer.id)}, k.saved_at as "savedAt", json_build_object('serverId', s.id, 'serverName', s.name,
			'channelId', coalesce(p.id, c.id), 'channelName', coalesce(p.name, c.name), 'parentSeq', c.parent_seq) as place
		from saved k join messages m on m.channel_id = k.channel_id and m.seq = k.seq join users u on u.id = m.author_id
		join channels c on c.id = k.channel_id join servers s on s.id = c.server_id left join channels p on p.id = c.parent_id
		join memberships j on j.server_id = s.id and j.user_id = k.user_id
		where k.user_id = ${viewer.id} and ${canViewChannelSql(viewer.id)}
			${after ? sql`and (k.saved_at, k.channel_id, k.seq) < (to_timestamp(${at ?? ""}::text::double precision / 1000), ${channelId ?? ""}::text::bigint, ${after[1]}::bigint)` : sql``}
		order by k.saved_at desc, k.channel_id desc, k.seq desc limit ${limit + 1}`;
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		saved: page.map(({ savedAt, place, ...row }) => ({
			savedAt: savedAt.toISOString(),
			place,
			message: serializeMessage(row),
		})),
		nextCursor: last && rows.length > limit ? cursorOf(`${last.savedAt.getTime()} ${last.channelId}`, last.seq) : null,
	};
}

/** The maximum of seqs returned for one channel; the list has the others. */
const maxIds = 1000;

/** The seqs of a channel's messages that the viewer has saved, highest first. */
export async function savedAmong(viewer: Viewer, channel: LoadedChannel): Promise<{ seqs: number[] }> {
	const rows = await db
		.select({ seq: saved.seq })
		.from(saved)
		.where(and(eq(saved.userId, viewer.id), eq(saved.channelId, channel.id)))
		.orderBy(desc(saved.seq))
		.limit(maxIds);
	return { seqs: rows.map(({ seq }) => seq) };
}
