import { and, isNotNull } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { channels } from "@/db/schema";
import { publishStored } from "../messages/change";
import { appState } from "../process/app-state";
import { emitReadState } from "../realtime/read-updates";
import type { ChangedMessages } from "./removal";

/** Emits what an action has removed or restored: each channel's changes, its thread summary, and counts of mentions. */
export async function publishChanged({ channels: changed, mentioned }: ChangedMessages): Promise<void> {
	for (const { channelId, from, to } of changed) await publishStored(channelId, from, to);
	const threads = await db
		.select({
			id: channels.id,
			serverId: channels.serverId,
			lastSeq: channels.lastSeq,
			hidden: channels.viewRestricted,
			parentId: channels.parentId,
		})
		.from(channels)
		.where(
			and(
				isOneOf(
					channels.id,
					changed.map(({ channelId }) => channelId),
				),
				isNotNull(channels.parentId),
			),
		);
	// The summary in the channel counts the remaining replies.
	for (const { id, serverId, lastSeq, ...unread } of threads)
		appState().channelHeads.onLocal(serverId, id, lastSeq, unread);
	const users = new Map<number, number[]>();
	for (const { channelId, userId } of mentioned) users.set(channelId, [...(users.get(channelId) ?? []), userId]);
	await Promise.all([...users].map(([channelId, userIds]) => emitReadState(channelId, userIds)));
}
