import type { LRUCache } from "lru-cache";
import type { LoadedChannel } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { appState } from "../process/app-state";
import { RawJson, withRawJson } from "../raw-json";
import type { Message } from "../realtime/protocol";
import { beginning, block, type Place, rangeOf } from "./history";

declare module "../process/app-state" {
	interface AppState {
		/** Earlier messages of recently read channels, by channel and number of the block. */
		historyBlocks: LRUCache<string, HistoryBlock>;
	}
}

const blockSize = 50;

/**
 * Consecutive messages, each as JSON, or null if they look different to different viewers. They are as they were while
 * their channel has had the same number of changes.
 */
export type HistoryBlock = { serverId: number; changes: number; messages: string[] | null };

/** The approximate size of a block in bytes. */
export const weightOfBlock = ({ messages }: HistoryBlock): number =>
	(messages ?? []).reduce((sum, json) => sum + json.length, 100);

/** The edits, reactions and other changes so far: each took a revision, and a new message took a seq as well. */
const changesOf = ({ lastSeq, lastRev }: { lastSeq: number; lastRev: number }) => lastRev - lastSeq;

/**
 * A page of history from blocks in memory, which are read on the way. The caller has just read the channel's heads with
 * its access. Null if the page reaches the first or last block and that is not whole, or looks different to different
 * viewers.
 */
export async function cachedPage(viewer: Viewer, channel: LoadedChannel, place: Place): Promise<RawJson | null> {
	const { firstSeq, lastSeq, lastRev } = channel;
	const { first: start, end } = rangeOf(place, channel);
	const first = Math.max(firstSeq, start);
	const from = Math.floor((first - 1) / blockSize);
	const to = Math.floor((end - 2) / blockSize);
	if (end <= first || from * blockSize + 1 < firstSeq || (to + 1) * blockSize > lastSeq) return null;
	const blocks = await Promise.all(
		Array.from({ length: to - from + 1 }, (_, n) => messagesOf(viewer, channel, from + n)),
	);
	const found: string[] = [];
	for (const messages of blocks) {
		if (!messages) return null;
		found.push(...messages);
	}
	const offset = from * blockSize + 1;
	const messages = new RawJson(`[${found.slice(first - offset, end - offset).join()}]`);
	const hasBefore = first > firstSeq;
	return withRawJson({ messages, ...beginning(firstSeq), lastSeq, lastRev, hasBefore, hasAfter: end <= lastSeq });
}

async function messagesOf(viewer: Viewer, channel: LoadedChannel, n: number): Promise<string[] | null> {
	const { historyBlocks: blocks, messageCaches } = appState();
	const { generation } = messageCaches;
	const key = `${channel.id}:${n}`;
	const known = blocks.get(key);
	if (known?.changes === changesOf(channel)) return known.messages;
	const found = await block(viewer, channel.id, n * blockSize + 1, blockSize);
	if (!found) return null;
	const changes = changesOf(found);
	const messages = found.messages.some(isSeenDifferently)
		? null
		: found.messages.map((message) => JSON.stringify(message));
	if (messageCaches.generation === generation) blocks.set(key, { serverId: channel.serverId, changes, messages });
	// The channel has changed since its heads were read.
	return changes === changesOf(channel) ? messages : null;
}

/** Whether a message looks different to different viewers, or changes without a change in the channel's log. */
export const isSeenDifferently = ({ reactions, poll, thread }: Message) => reactions.length > 0 || poll || thread;
