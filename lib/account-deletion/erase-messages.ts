import { and, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { channels, messages, moderationActions, removedMessages } from "@/db/schema";
import { deleteFiles } from "../attachments/delete-files";
import { keepAndRemove, moveRevisions, noAction } from "../moderation/removal";
import { forgetRemoved } from "../moderation/sweep-removed";
import { changeHeld } from "../moderation/with-channels";
import type { ChannelPosition } from "../realtime/protocol";

/** The number of messages in one transaction. Their channels are locked until its end. */
const batchSize = 500;

/** Makes all messages of a deleted account tombstones, a batch at a time, and deletes their files. */
export async function eraseMessages(userId: number, signal: AbortSignal): Promise<void> {
	await forgetWithFiles(sql`${removedMessages.actionId} in (
		select ${moderationActions.id} from ${moderationActions} where ${moderationActions.subjectId} = ${userId})`);
	let after = "-infinity";
	while (!signal.aborted) {
		const batch = await findWritten(userId, after);
		const last = batch.at(-1);
		if (!last) return;
		await eraseBatch(userId, batch);
		// Tombstones keep their time, so each batch is found without passing all earlier ones again.
		after = last.at;
	}
}

const findWritten = (userId: number, after: string) =>
	db
		.select({ channelId: messages.channelId, seq: messages.seq, at: sql<string>`${messages.createdAt}::text` })
		.from(messages)
		.where(
			and(
				eq(messages.authorId, userId),
				sql`${messages.createdAt} >= ${after}::text::timestamptz`,
				isNull(messages.deletedAt),
			),
		)
		.orderBy(messages.createdAt)
		.limit(batchSize);

async function eraseBatch(userId: number, batch: ChannelPosition[]): Promise<void> {
	const channelIds = [...new Set(batch.map(({ channelId }) => channelId))];
	const { files } = await changeHeld(channelIds, async (tx) => {
		await tx
			.select({ id: channels.id })
			.from(channels)
			.where(isOneOf(channels.id, channelIds))
			.orderBy(channels.id)
			.for("no key update");
		const removed = await keepAndRemove(tx, noAction, userId, { purged: [], purgeHours: null, listed: batch });
		const changed = await moveRevisions(tx, noAction, removed);
		const { keys } = await forgetRemoved(tx, eq(removedMessages.actionId, noAction));
		return { events: [], changed, files: keys };
	});
	deleteFiles(files);
}

/** Messages of theirs that moderators have removed are not restored any more. */
async function forgetWithFiles(which: ReturnType<typeof sql>): Promise<void> {
	const { keys } = await forgetRemoved(db, which);
	deleteFiles(keys);
}
