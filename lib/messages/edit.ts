import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { mentions, messages } from "@/db/schema";
import { type LoadedMessage, messageNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { type Recorded, recordMatches } from "../automod/matches";
import { screenEdit } from "../automod/screen";
import { emojiAfterEdit } from "../emoji/emoji-index";
import { invalid } from "../errors";
import * as keywords from "../keywords/keywords";
import { pruneEmbeds } from "../link-previews/store";
import { appState } from "../process/app-state";
import type { Message } from "../realtime/protocol";
import { isBlank, text } from "../text/schema";
import { change } from "./change";
import { saveVersion } from "./edit-history";
import { getMessage } from "./history";
import { insertMentions, mentionedBy } from "./mention-everyone";

export const Edit = z.strictObject({ content: text(0, 4000) });

/**
 * Replaces the text of the viewer's own message, saves the previous text, and updates its mentions. Throws
 * `message_not_found` for a tombstone.
 */
export async function edit(
	viewer: Viewer,
	open: LoadedMessage,
	{ content }: z.output<typeof Edit>,
): Promise<{ message: Message }> {
	const { channel, seq } = open;
	const matches = await screenEdit(viewer, channel, content);
	let recorded: Recorded[] = [];
	const { people } = await keywords.findMentions(channel.id, [content]);
	const emojiNow = await appState().emojiIndex.find(channel.id, content);
	await change(viewer, open, async (tx, message, mentioned) => {
		if (message.deleted) throw messageNotFound();
		if (isBlank(content) && !message.carries) throw invalid({ content: "Must not be empty." });
		if (message.content === content) return null;
		await saveVersion(tx, open);
		const names = await mentionedBy(tx, viewer, open, message, content);
		await tx
			.update(messages)
			.set({
				content,
				mentions: names.length > 0 ? names : null,
				emoji: emojiAfterEdit(content, message.emoji, emojiNow),
				editedAt: sql`now()`,
			})
			.where(and(eq(messages.channelId, channel.id), eq(messages.seq, seq)));
		await pruneEmbeds(tx, open, content);
		recorded = await recordMatches(tx, matches, { channelId: channel.id, nonce: message.nonce });
		await tx.delete(mentions).where(and(eq(mentions.channelId, channel.id), eq(mentions.seq, seq)));
		if (!message.echoOf) {
			await insertMentions(tx, viewer, open, names, mentioned);
			await keywords.insertMentions(tx, open, people, mentioned);
		}
		return { kind: "updated" };
	});
	appState().matchQueue.add(recorded);
	appState().previews.enqueue(viewer, { channelId: channel.id, seq, content });
	return { message: await getMessage(viewer, channel.id, seq) };
}
