import { sql } from "drizzle-orm";
import { deleteFiles } from "../attachments/delete-files";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { readSettings } from "../instance/settings";
import { holdChannels } from "../messages/hold-channels";
import { publishStored } from "../messages/publish-stored";
import { emitToUser } from "../realtime/user-events";
import { transaction } from "../transaction";

/** Old messages of a channel: those written before a time, and before what its settings say now. */
export type OldMessages = { channelId: number; serverId: number; before: string };

type Expired =
	| { removed: 0; thread?: number }
	| {
			removed: number;
			firstSeq: number;
			rev: number;
			files: string[];
			threads: { id: number; followers: number[] }[];
	  };

/**
 * The number of messages in one transaction, and of replies in their threads. Their channel is locked until its end, for
 * some 10 ms.
 */
const batchSize = 250;

/**
 * Removes the first messages of a channel if they are old, at most a batch of them, and emits that. Returns their number:
 * 0 if none of them is old, or if the settings keep them by now.
 */
export async function expireBatch(old: OldMessages, limit = batchSize): Promise<number> {
	const { channelId, serverId } = old;
	const expired = await holdChannels([channelId], async () => {
		const { expired, events } = await transaction(async (tx) => {
			const { keepDays } = await readSettings(tx);
			const [row] = await tx.execute<{ expired: Expired | null }>(sql`
				select expire_messages(${channelId}, ${old.before}::text::timestamptz, ${keepDays}::int, ${limit}) as expired`);
			const expired = row?.expired ?? { removed: 0 as const };
			const gone = "threads" in expired ? expired.threads : [];
			const events = gone.map(({ id }): ClusterEvent => ({ kind: "thread_expired", serverId, channelId: id }));
			if (events.length > 0) await emitInTransaction(tx, ...events);
			return { expired, events };
		});
		if ("rev" in expired) await publishStored(channelId, expired.rev - 1, expired.rev);
		for (const event of events) await applyEvent(event);
		return expired;
	});
	if ("rev" in expired) {
		deleteFiles(expired.files);
		for (const { id, followers } of expired.threads)
			await emitToUser(followers, { serverId, channelId }, "follow", { serverId, channelId: id, following: false });
	} else if (expired.thread !== undefined) return expireBatch({ ...old, channelId: expired.thread }, limit);
	return expired.removed;
}
