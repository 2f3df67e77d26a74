import { deleteFiles } from "../attachments/delete-files";
import type { LoadedMessage } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { appState } from "../process/app-state";
import { change } from "./change";

/**
 * Replaces a message with a tombstone; its text and files are deleted for good. For the author and users who may manage
 * messages. Idempotent.
 */
export async function remove(viewer: Viewer, open: LoadedMessage): Promise<void> {
	const { channel, seq } = open;
	let files: string[] = [];
	const epoch = appState().epochs.of("access");
	let hidden = true;
	await change(viewer, open, async (tx, message) => {
		hidden = message.hidden;
		if (message.deleted) return null;
		const gone = await tx.sql<{ key: string }[]>`
			delete from attachments where channel_id = ${channel.id} and seq = ${seq} returning key`;
		files = gone.map(({ key }) => key);
		await tx.sql`
			update messages set content = '', deleted_at = now(), edited_at = null, mentions = null, attachments = null, embeds = null, poll = null,
				pinned_at = null, pinned_by = null
			where channel_id = ${channel.id} and seq = ${seq}`;
		await tx.sql`update channels set deleted_count = deleted_count + 1 where id = ${channel.id}`;
		await tx.sql`delete from versions where channel_id = ${channel.id} and seq = ${seq}`;
		await tx.sql`delete from votes where channel_id = ${channel.id} and seq = ${seq}`;
		await tx.sql`delete from preview_pictures where channel_id = ${channel.id} and seq = ${seq}`;
		await tx.sql`delete from saved where channel_id = ${channel.id} and seq = ${seq}`;
		await tx.sql`delete from mentions where channel_id = ${channel.id} and seq = ${seq}`;
		await tx.sql`delete from reactions where channel_id = ${channel.id} and seq = ${seq}`;
		// The log keeps that there was a change, but not its user or content.
		await tx.sql`update changes set emoji = null, user_id = null, added = null, count = null, vote = null
			where channel_id = ${channel.id} and seq = ${seq} and user_id is not null`;
		return { kind: "deleted" };
	});
	deleteFiles(files);
	// The thread summary in the channel counts the remaining replies.
	if (channel.parentId !== null)
		appState().channelHeads.onLocal(channel.serverId, channel.id, channel.lastSeq, {
			hidden,
			parentId: channel.parentId,
			epoch,
		});
}
