import { and, count, eq, isNotNull, sql as orm } from "drizzle-orm";
import { sql } from "@/db";
import { messages } from "@/db/schema";
import { type LoadedChannel, type LoadedMessage, messageNotFound } from "../auth/access";
import { canViewChannelSql } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import type { Message } from "../realtime/protocol";
import { change } from "./change";
import { messageColumns, type Row, serializeMessage } from "./serialize";

const maxPins = 100;

/** Pins a message for everybody in the channel, or unpins it. Idempotent. At most 100 in a channel. */
export async function pin(viewer: Viewer, open: LoadedMessage, pinned: boolean): Promise<void> {
	const { channel, seq } = open;
	await change(viewer, open, async (tx, message) => {
		if (message.deleted) throw messageNotFound();
		const pinCount = tx
			.select({ n: count() })
			.from(messages)
			.where(and(eq(messages.channelId, channel.id), isNotNull(messages.pinnedAt)));
		const isThis = and(eq(messages.channelId, channel.id), eq(messages.seq, seq));
		const [row] = await tx
			.select({ pinnedAt: messages.pinnedAt, count: orm<number>`${pinCount}` })
			.from(messages)
			.where(isThis);
		if (!row || (row.pinnedAt !== null) === pinned) return null;
		if (pinned && row.count >= maxPins)
			throw new AppError("too_many_pins", `A channel holds ${maxPins} pins. Take one down first.`);
		await tx
			.update(messages)
			.set(pinned ? { pinnedAt: orm`now()`, pinnedBy: viewer.id } : { pinnedAt: null, pinnedBy: null })
			.where(isThis);
		return { kind: "updated" };
	});
}

/** A channel's pins, latest first. */
export async function pins(viewer: Viewer, channel: LoadedChannel): Promise<{ messages: Message[] }> {
	const rows = await sql<Row[]>`
		select ${messageColumns(viewer.id)} from channels c join servers s on s.id = c.server_id
		join memberships j on j.server_id = s.id and j.user_id = ${viewer.id}
		join messages m on m.channel_id = c.id and m.pinned_at is not null join users u on u.id = m.author_id
		where c.id = ${channel.id} and ${canViewChannelSql(viewer.id)}
		order by m.pinned_at desc, m.seq desc limit ${maxPins}`;
	return { messages: rows.map(serializeMessage) };
}
