import { and, count, desc, eq, isNotNull, sql } from "drizzle-orm";
import { db } from "@/db";
import { channels, memberships, messages, servers, users } from "@/db/schema";
import { type LoadedChannel, type LoadedMessage, messageNotFound } from "../auth/access";
import { canReadHistory } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import type { Message } from "../realtime/protocol";
import { change } from "./change";
import { messageColumns } from "./columns";
import { serializeMessage } from "./serialize";

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
			.select({ pinnedAt: messages.pinnedAt, count: sql<number>`${pinCount}` })
			.from(messages)
			.where(isThis);
		if (!row || (row.pinnedAt !== null) === pinned) return null;
		if (pinned && row.count >= maxPins)
			throw new AppError("too_many_pins", `A channel holds ${maxPins} pins. Take one down first.`);
		await tx
			.update(messages)
			.set(pinned ? { pinnedAt: sql`now()`, pinnedBy: viewer.id } : { pinnedAt: null, pinnedBy: null })
			.where(isThis);
		return { kind: "updated", ...(pinned && { announce: { type: "pinned", seq } }) };
	});
}

/** A channel's pins, latest first. */
export async function pins(viewer: Viewer, channel: LoadedChannel): Promise<{ messages: Message[] }> {
	const rows = await db
		.select(messageColumns(viewer.id))
		.from(messages)
		.innerJoin(users, eq(users.id, messages.authorId))
		.innerJoin(channels, eq(channels.id, messages.channelId))
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.where(and(eq(messages.channelId, channel.id), isNotNull(messages.pinnedAt), canReadHistory(viewer.id)))
		.orderBy(desc(messages.pinnedAt), desc(messages.seq))
		.limit(maxPins);
	return { messages: rows.map(serializeMessage) };
}
