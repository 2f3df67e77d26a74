import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { db } from "@/db";
import { channels, memberships, messages, saved, servers, users } from "@/db/schema";
import { type LoadedChannel, type LoadedMessage, messageNotFound } from "../auth/access";
import { canReadHistory } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { cursor, cursorOf } from "../cursor";
import { invalid } from "../errors";
import { queryLimit } from "../http/query-number";
import { messageColumns } from "../messages/columns";
import { serializeMessage } from "../messages/serialize";
import type { SavedMessage } from "../realtime/protocol";
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
			savedAt: sql<Date>`now()`.as("saved_at"),
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
				canReadHistory(viewer.id),
			),
		)
		.for("share", { of: messages });
	return db
		.insert(saved)
		.select(row)
		.onConflictDoUpdate({
			target: [saved.userId, saved.channelId, saved.seq],
			set: { savedAt: sql`${saved.savedAt}` },
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

/** The viewer's saved messages in channels they may see now, in their current state, latest first. */
export async function list(
	viewer: Viewer,
	{ limit, cursor: after }: z.output<typeof SavedQuery>,
): Promise<{ saved: SavedMessage[]; nextCursor: string | null }> {
	const [at, channelId] = after ? after[0].split(" ") : [];
	if (after && !(/^\d{1,15}$/.test(at ?? "") && /^\d{1,16}$/.test(channelId ?? "")))
		throw invalid({ cursor: "Is not a cursor of this list." });
	const parent = alias(channels, "parent");
	const rows = await db
		.select({
			savedAt: saved.savedAt,
			place: {
				serverId: servers.id,
				serverName: servers.name,
				channelId: sql<number>`coalesce(${parent.id}, ${channels.id})`,
				channelName: sql<string>`coalesce(${parent.name}, ${channels.name})`,
				parentSeq: channels.parentSeq,
			},
			...messageColumns(viewer.id),
		})
		.from(saved)
		.innerJoin(messages, and(eq(messages.channelId, saved.channelId), eq(messages.seq, saved.seq)))
		.innerJoin(users, eq(users.id, messages.authorId))
		.innerJoin(channels, eq(channels.id, saved.channelId))
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.leftJoin(parent, eq(parent.id, channels.parentId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, saved.userId)))
		.where(
			and(
				eq(saved.userId, viewer.id),
				canReadHistory(viewer.id),
				after &&
					sql`(${saved.savedAt}, ${saved.channelId}, ${saved.seq})
						< (to_timestamp(${at ?? ""}::text::double precision / 1000), ${channelId ?? ""}::text::bigint, ${after[1]}::bigint)`,
			),
		)
		.orderBy(desc(saved.savedAt), desc(saved.channelId), desc(saved.seq))
		.limit(limit + 1);
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
