import { and, eq, isNotNull } from "drizzle-orm";
import { attachments, changes, mentions, previewPictures, reactions, saved, versions, votes } from "@/db/schema";
import type { LoadedMessage } from "../auth/access";
import type { Tx } from "../transaction";

/** Tables whose rows about a message go when it is deleted. */
const tables = [versions, votes, previewPictures, saved, mentions, reactions];

/**
 * Deletes what was kept of a message that has just become a tombstone: nothing new refers to it any more. Returns the
 * keys of its files, which the caller deletes after the commit.
 */
export async function purgeMessage(tx: Tx, { channel, seq }: LoadedMessage): Promise<string[]> {
	const files = await tx
		.delete(attachments)
		.where(and(eq(attachments.channelId, channel.id), eq(attachments.seq, seq)))
		.returning({ key: attachments.key });
	for (const table of tables) await tx.delete(table).where(and(eq(table.channelId, channel.id), eq(table.seq, seq)));
	// The log keeps that there was a change, but not its user or content.
	await tx
		.update(changes)
		.set({ emoji: null, userId: null, added: null, count: null, vote: null })
		.where(and(eq(changes.channelId, channel.id), eq(changes.seq, seq), isNotNull(changes.userId)));
	return files.map(({ key }) => key);
}
