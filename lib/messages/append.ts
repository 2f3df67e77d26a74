import { loadChannel } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import type { Recorded } from "../automod/matches";
import { screenMessage } from "../automod/screen";
import type { EmojiInText } from "../emoji/emoji-index";
import { invalid, isAppError, unavailable } from "../errors";
import { appState } from "../process/app-state";
import { AppendQueue, type SendResult } from "./append-queue";
import { echoNonce } from "./echo-nonce";
import type { MessageInput } from "./message-input";
import type { SendOrder } from "./send-order";

declare module "../process/app-state" {
	interface AppState {
		/** The channels with a write in progress. */
		appends: Map<number, AppendQueue>;
		sendOrder: SendOrder;
	}
}

/**
 * Sends a message to a channel. Resolves once it is committed: it then survives a crash of this process or of the
 * database. A nonce that the author has used in this channel returns the existing message and creates nothing. With
 * `echo`, a reply in a thread is also sent to the thread's channel; sending it again duplicates neither. Access is
 * checked first: `not_member`, `channel_not_found`. A full queue throws `rate_limited`.
 */
export async function send(viewer: Viewer, channelId: number, input: MessageInput): Promise<SendResult> {
	appState().metrics?.messageArrived(input.nonce);
	let matches: Recorded[] = [];
	// Without an answer of the database the outcome is unknown.
	let isRefused = false;
	try {
		return await sendScreened(viewer, channelId, input, (recorded) => {
			matches = recorded;
		});
	} catch (error) {
		isRefused = isAppError(error) && error.code !== "unavailable";
		throw error;
	} finally {
		if (matches.length > 0) appState().matchQueue.add(matches, isRefused);
	}
}

function sendScreened(
	viewer: Viewer,
	channelId: number,
	input: MessageInput,
	onMatch: (matches: Recorded[]) => void,
): Promise<SendResult> {
	const { echo, ...written } = input;
	const sendAfterEarlier = () =>
		appState().sendOrder.queueInOrder(viewer.id, channelId, prepare(viewer, channelId, input, onMatch), (emoji) =>
			queueOf(channelId).send(viewer, { ...written, ...(emoji && { emoji }) }),
		);
	return echo ? sendWithEcho(viewer, channelId, written.nonce, sendAfterEarlier) : sendAfterEarlier();
}

/** Sends a reply in a thread, and then to the channel of the thread. */
async function sendWithEcho(
	viewer: Viewer,
	channelId: number,
	nonce: string,
	sendReply: () => Promise<SendResult>,
): Promise<SendResult> {
	const { parentId } = await loadChannel(viewer, channelId);
	if (parentId === null) throw invalid({ echo: "Only a reply in a thread can also be sent to the channel." });
	const sent = await sendReply();
	const { content, mentions, emoji, seq, deletedAt } = sent.message;
	if (!deletedAt)
		await queueOf(parentId).send(viewer, {
			...{ nonce: echoNonce(nonce), content, echoOf: { channelId, seq } },
			...(mentions && { mentions }),
			...(emoji && { emoji }),
		});
	return sent;
}

/**
 * Checks a message by the rules of its server, and finds its emoji: at once if both are in memory. A message for a channel
 * that the viewer may not see is checked too, but the error then shows nothing of the rules.
 */
function prepare(
	viewer: Viewer,
	channelId: number,
	input: MessageInput,
	onMatch: (matches: Recorded[]) => void,
): EmojiInText | undefined | Promise<EmojiInText | undefined> {
	const screening = screenMessage(viewer, channelId, input);
	const emoji = appState().emojiIndex.find(channelId, input.content);
	if (!screening) return emoji;
	return Promise.all([emoji, screening]).then(([found, matches]) => {
		onMatch(matches);
		return found;
	});
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
