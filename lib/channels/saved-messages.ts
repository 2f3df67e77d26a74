import { z } from "zod";
import { sql } from "@/db";
import { canViewChannelSql, type LoadedChannel, type LoadedMessage, messageNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { cursor, cursorOf } from "../cursor";
import { invalid } from "../errors";
import { queryLimit } from "../http/query-number";
import { messageColumns, type Row, serializeMessage } from "../messages/serialize";
import type { MessagePlace, SavedMessage } from "../realtime/protocol";
import { emitToUser } from "../realtime/user-events";

/** Saves a message for later, or removes it from the saved ones. Idempotent. Notifies the viewer's sockets. */
export async function save(viewer: Viewer, { channel, seq }: LoadedMessage, saved: boolean): Promise<void> {
	const [row] = saved
		? await sql`
			insert into saved (user_id, channel_id, seq)
			select j.user_id, m.channel_id, m.seq from messages m join channels c on c.id = m.channel_id
			join servers s on s.id = c.server_id join memberships j on j.server_id = s.id and j.user_id = ${viewer.id}
			where m.channel_id = ${channel.id} and m.seq = ${seq} and m.deleted_at is null and ${canViewChannelSql(viewer.id)}
			for share of m
			on conflict (user_id, channel_id, seq) do update set saved_at = saved.saved_at returning 1`
		: await sql`delete from saved where user_id = ${viewer.id} and channel_id = ${channel.id} and seq = ${seq} returning 1`;
	if (saved && !row) throw messageNotFound();
	if (row) {
		const place = { serverId: channel.serverId, channelId: channel.id };
		await emitToUser([viewer.id], place, "saved", { channelId: channel.id, seq, saved });
	}
}

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
	const rows = await sql<{ seq: number }[]>`
		select seq from saved where user_id = ${viewer.id} and channel_id = ${channel.id} order by seq desc limit ${maxIds}`;
	return { seqs: rows.map(({ seq }) => seq) };
}
