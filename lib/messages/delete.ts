import { and, eq, sql } from "drizzle-orm";
import { channels, messages } from "@/db/schema";
import { deleteFiles } from "../attachments/delete-files";
import type { LoadedMessage } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { appState } from "../process/app-state";
import { change } from "./change";
import { purgeMessage } from "./purge-message";

/** The values of a message's row after its deletion. */
const tombstone = {
	content: "",
	editedAt: null,
	mentions: null,
	attachments: null,
	embeds: null,
	poll: null,
	pinnedAt: null,
	pinnedBy: null,
};

/**
 * Replaces a message with a tombstone; its text and files are deleted for good. For the author and users who may manage
 * messages. Idempotent.
 */
export async function remove(viewer: Viewer, open: LoadedMessage): Promise<void> {
	const { channel, seq } = open;
	let files: string[] = [];
	await change(viewer, open, async (tx, message) => {
		if (message.deleted) return null;
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
