import { loadChannel } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { screenMessage } from "../automod/screen";
import { invalid, unavailable } from "../errors";
import { appState } from "../process/app-state";
import { AppendQueue, type SendResult } from "./append-queue";
import { echoNonce } from "./echo-nonce";
import type { MessageInput } from "./message-input";

declare module "../process/app-state" {
	interface AppState {
		/** The channels with a write in progress. */
		appends: Map<number, AppendQueue>;
	}
}

/**
 * Sends a message to a channel. Resolves once it is committed: it then survives a crash of this process or of the
 * database. A nonce that the author has used in this channel returns the existing message and creates nothing. With
 * `echo`, a reply in a thread is also sent to the thread's channel; sending it again duplicates neither. Access is
 * checked first: `not_member`, `channel_not_found`. A full queue throws `rate_limited`.
 */
export async function send(viewer: Viewer, channelId: number, input: MessageInput): Promise<SendResult> {
	// Also asked for a channel that the viewer may not see: then nothing of its rules is told.
	const screened = screenMessage(viewer, channelId, input);
	if (screened) await screened;
	const { echo, ...written } = input;
	const found = appState().emojiIndex.find(channelId, input.content);
	const emoji = found instanceof Promise ? await found : found;
	const message = { ...written, ...(emoji && { emoji }) };
	if (!echo) return queueOf(channelId).send(viewer, message);
	const { parentId } = await loadChannel(viewer, channelId);
	if (parentId === null) throw invalid({ echo: "Only a reply in a thread can also be sent to the channel." });
	const sent = await queueOf(channelId).send(viewer, message);
	const { content, mentions, emoji: named, seq, deletedAt } = sent.message;
	if (!deletedAt)
		await queueOf(parentId).send(viewer, {
			...{ nonce: echoNonce(message.nonce), content, echoOf: { channelId, seq } },
			...(mentions && { mentions }),
			...(named && { emoji: named }),
		});
	return sent;
}

/** Runs `work` in the channel's order, between appends, and resolves with its result. */
export async function runExclusive<T>(channelId: number, work: () => Promise<T>): Promise<T> {
	return queueOf(channelId).runExclusive(work);
}

function queueOf(channelId: number): AppendQueue {
	const { appends, groupCommit, draining } = appState();
	if (draining) throw unavailable();
	let queue = appends.get(channelId);
	if (!queue) {
		queue = new AppendQueue(channelId, groupCommit, () => {
			if (appends.get(channelId) === queue) appends.delete(channelId);
		});
		appends.set(channelId, queue);
	}
	return queue;
}
