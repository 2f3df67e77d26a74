import { sql } from "@/db";
import type { Viewer } from "../auth/viewer";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import type { Message } from "../realtime/protocol";
import { emitAuthorReadState, emitReadState } from "../realtime/read-updates";
import { publishChanges } from "../realtime/sequencer";
import { publishFollows } from "../threads/publish-follows";
import type { AppendResult } from "./append-result";
import { appendToCache } from "./recent-cache";

export type SentMessage = { viewer: Viewer; message: Message };

/**
 * Everything that follows the commit of a batch, in the same turn of the event loop; nothing here delays the response.
 * The append itself has stored mentions by name and by keyword. The search index follows the log by itself.
 */
export function afterAppend(channelId: number, stored: AppendResult, sent: SentMessage[]): void {
	const messages = sent.map(({ message }) => message);
	const last = messages.at(-1);
	if (!last) return;
	const { serverId, followers, mentions, mentionsKeyword } = stored;
	appendToCache(channelId, messages);
	publishChanges(
		channelId,
		messages.map((message) => ({ rev: message.rev, kind: "born", message })),
	);
	appState().channelHeads.onLocal(serverId, channelId, last.seq, stored);
	void publishFollows(serverId, channelId, followers, true);
	emitAuthorReadState(channelId, new Set(messages.map(({ author }) => author.id)), stored.uncounted);
	if (mentions || mentionsKeyword) notifyMentioned(channelId, messages);
	for (const { viewer, message } of sent) appState().previews.enqueue(viewer, message);
}

/** Users whom these messages mention get their new counts. */
function notifyMentioned(channelId: number, messages: Message[]): void {
	const from = messages[0]?.seq ?? 0;
	const to = messages.at(-1)?.seq ?? 0;
	sql<{ user_id: number }[]>`
		select distinct user_id from mentions where channel_id = ${channelId} and seq between ${from} and ${to}`
		.then((rows) =>
			rows.length > 0
				? emitReadState(
						channelId,
						rows.map((row) => row.user_id),
					)
				: undefined,
		)
		.catch((error) => log.warn({ err: error, channelId }, "mentions were stored but could not be emitted"));
}
