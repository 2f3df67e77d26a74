import { and, eq, sql } from "drizzle-orm";
import { channels, messages } from "@/db/schema";
import { deleteFiles } from "../attachments/delete-files";
import type { LoadedMessage } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { removeOne } from "../moderation/remove-one";
import { appState } from "../process/app-state";
import { change } from "./change";
import { purgeMessage } from "./purge-message";

/** The values of a message's row after its deletion. */
const tombstone = {
	content: "",
	editedAt: null,
	mentions: null,
	emoji: null,
	attachments: null,
	embeds: null,
	poll: null,
	system: null,
	pinnedAt: null,
	pinnedBy: null,
};

/**
 * Replaces a message with a tombstone. A message that its author deletes is deleted for good; one that a moderator
 * removes is kept for the undo. Idempotent.
 */
export async function remove(viewer: Viewer, open: LoadedMessage): Promise<void> {
	const { channel, seq, needs } = open;
	let files: string[] = [];
	await change(viewer, open, async (tx, message) => {
		if (message.deleted) return null;
		// An author needs no permission for their own message.
		if (needs === "manage_messages") {
			await removeOne(tx, viewer, open);
			return { kind: "deleted" };
		}
		await tx
			.update(messages)
			.set({ ...tombstone, deletedAt: sql`now()` })
			.where(and(eq(messages.channelId, channel.id), eq(messages.seq, seq)));
		await tx
			.update(channels)
			.set({ deletedCount: sql`${channels.deletedCount} + 1` })
			.where(eq(channels.id, channel.id));
		files = await purgeMessage(tx, open);
		return { kind: "deleted" };
	});
	deleteFiles(files);
	// The thread summary in the channel counts the remaining replies.
	if (channel.parentId !== null)
		appState().channelHeads.onLocal(channel.serverId, channel.id, channel.lastSeq, {
			hidden: channel.viewRestricted,
			parentId: channel.parentId,
		});
}
