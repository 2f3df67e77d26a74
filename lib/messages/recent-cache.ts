import type { LRUCache } from "lru-cache";
import { sql } from "@/db";
import { channelNotFound, type LoadedChannel, requirePermission } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { appState } from "../process/app-state";
import { RawJson, rawJson, withRawJson } from "../raw-json";
import type { Message } from "../realtime/protocol";
import { summaries } from "../threads/summary";
import { beginning, isNewest, newest, type Place, page } from "./history";
import { cachedPage, isSeenDifferently } from "./history-cache";

declare module "../process/app-state" {
	interface AppState {
		/** The newest messages of recently read channels. */
		recentMessages: LRUCache<number, RecentMessages>;
		/** Raised when they are forgotten: what was read from the database before then is not cached. */
		messageCaches: { generation: number };
	}
}

/** The end of a channel's log in memory. Used only if the access query returns the same head. */
export type RecentMessages = {
	serverId: number;
	firstSeq: number;
	lastSeq: number;
	lastRev: number;
	messages: Message[];
	/** The most recently requested number of messages as JSON, if they look the same to all viewers. */
	shared: { limit: number; json: string } | null;
};

const maxCached = 100;

/** The approximate size of a cache entry in bytes, its JSON included: text at two bytes a character, twice. */
export const weightOf = ({ messages }: RecentMessages): number =>
	messages.reduce((sum, { content }) => sum + 1000 + content.length * 4, 1);

/**
 * A page of history as JSON, from memory if possible. The caller has just loaded the channel. Throws `forbidden` without
 * the permission to read its history.
 */
export async function pageJson(viewer: Viewer, channel: LoadedChannel, place: Place): Promise<RawJson> {
	requirePermission(channel, "read_history");
	if (!isNewest(place))
		return (await cachedPage(viewer, channel, place)) ?? rawJson(await page(viewer, channel, place));
	const { limit = 50 } = place;
	const tail = await recentMessages(viewer, channel);
	const messages = tail.messages.slice(-limit);
	const { firstSeq, lastSeq, lastRev } = tail;
	const json = messages.some(isSeenDifferently)
		? rawJson(await withMine(viewer, channel.id, await withThreads(messages)))
		: sharedJson(tail, messages, limit);
	const hasBefore = (messages[0]?.seq ?? firstSeq) > firstSeq;
	return withRawJson({ messages: json, ...beginning(firstSeq), lastSeq, lastRev, hasBefore, hasAfter: false });
}

/** Forgets all cached messages, which contain the names of their authors, or those of one server. */
export function forgetMessages(serverId?: number): void {
	const { recentMessages, historyBlocks, messageCaches } = appState();
	messageCaches.generation++;
	const isForgotten = (entry: { serverId: number }) => serverId === undefined || entry.serverId === serverId;
	for (const [key, entry] of [...recentMessages.entries()]) if (isForgotten(entry)) recentMessages.delete(key);
	for (const [key, entry] of [...historyBlocks.entries()]) if (isForgotten(entry)) historyBlocks.delete(key);
}

/**
 * Extends the cached end of a channel by messages that this instance has stored, if it is cached and ended just before
 * them.
 */
export function appendToCache(channelId: number, born: Message[]): void {
	const tail = appState().recentMessages.get(channelId);
	const last = born.at(-1);
	if (!tail || !last || tail.lastRev + 1 !== born[0]?.rev) return;
	appState().recentMessages.set(channelId, {
		serverId: tail.serverId,
		firstSeq: tail.firstSeq,
		lastSeq: last.seq,
		lastRev: last.rev,
		messages: [...tail.messages, ...born].slice(-maxCached),
		shared: null,
	});
}

async function recentMessages(viewer: Viewer, channel: LoadedChannel): Promise<RecentMessages> {
	const { recentMessages: tails, messageCaches } = appState();
	const { generation } = messageCaches;
	const known = tails.get(channel.id);
	if (known && known.lastRev >= channel.lastRev) return known;
	const found = await newest(viewer, channel.id, maxCached);
	if (!found) throw channelNotFound();
	const { serverId } = channel;
	const { firstSeq, lastSeq, lastRev, messages } = found;
	const tail = { serverId, firstSeq, lastSeq, lastRev, messages, shared: null };
	const meanwhile = tails.get(channel.id);
	if (messageCaches.generation !== generation) return tail;
	if (!meanwhile || meanwhile.lastRev < tail.lastRev) tails.set(channel.id, tail);
	return tail;
}

function sharedJson(tail: RecentMessages, messages: Message[], limit: number): RawJson {
	if (tail.shared?.limit !== limit) tail.shared = { limit, json: JSON.stringify(messages) };
	return new RawJson(tail.shared.json);
}

/** A thread changes without its channel's log, so its summary is read again. */
async function withThreads(messages: Message[]): Promise<Message[]> {
	const ids = messages.flatMap(({ thread }) => thread?.channelId ?? []);
	if (ids.length === 0) return messages;
	const now = new Map((await summaries(ids)).map(({ parentSeq, thread }) => [parentSeq, thread]));
	return messages.map((message) => {
		const thread = now.get(message.seq);
		return thread ? { ...message, thread } : message;
	});
}

/** Sets `me` on the viewer's reactions and votes. */
async function withMine(viewer: Viewer, channelId: number, messages: Message[]): Promise<Message[]> {
	const rows = await sql<{ seq: number; emoji: string }[]>`
		select seq, emoji from reactions where channel_id = ${channelId} and user_id = ${viewer.id}
			and seq between ${messages[0]?.seq ?? 0} and ${messages.at(-1)?.seq ?? 0}`;
	const votes = messages.some(({ poll }) => poll)
		? await sql<{ seq: number; option: number }[]>`
			select seq, option from votes where channel_id = ${channelId} and user_id = ${viewer.id}
				and seq between ${messages[0]?.seq ?? 0} and ${messages.at(-1)?.seq ?? 0}`
		: [];
	const mine = new Set([
		...rows.map(({ seq, emoji }) => `${seq} ${emoji}`),
		...votes.map(({ seq, option }) => `${seq} ${option}`),
	]);
	return messages.map((message) => ({
		...message,
		reactions: message.reactions.map((reaction) => ({
			...reaction,
			me: mine.has(`${message.seq} ${reaction.emoji}${reaction.emojiId ?? ""}`),
		})),
		...(message.poll && {
			poll: {
				...message.poll,
				options: message.poll.options.map((option, n) => ({ ...option, me: mine.has(`${message.seq} ${n}`) })),
			},
		}),
	}));
}
