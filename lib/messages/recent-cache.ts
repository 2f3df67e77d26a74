import { sql } from "@/db";
import { channelNotFound, type LoadedChannel } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { appState } from "../process/app-state";
import type { Message } from "../realtime/protocol";
import { summaries } from "../threads/summary";
import { newest, type Place, page } from "./history";

/** The end of a channel's log in memory. It is used only where the gate's own query says that the log stands where it ends. */
export type RecentMessages = {
	lastSeq: number;
	lastRev: number;
	messages: Message[];
	/** So many of the messages as JSON, as they were asked for last, where nobody sees them differently. */
	text: { limit: number; json: string } | null;
};

const maxCached = 100;

/** About how many bytes a tail holds, its text included: words at two bytes a unit, twice. */
export const weightOf = ({ messages }: RecentMessages): number =>
	messages.reduce((sum, { content }) => sum + 1000 + content.length * 4, 1);

/** A page of history as JSON: the newest from memory, any other from the database. The gate has just proved the viewer. */
export async function pageText(viewer: Viewer, channel: LoadedChannel, place: Place): Promise<string> {
	const { before, after, around, limit = 50 } = place;
	if (before !== undefined || after !== undefined || around !== undefined)
		return JSON.stringify(await page(viewer, channel, place));
	const tail = await recentMessages(viewer, channel);
	const messages = tail.messages.slice(-limit);
	const { lastSeq, lastRev } = tail;
	const text = messages.some(isSeenDifferently)
		? JSON.stringify(await withMine(viewer, channel.id, await withThreads(messages)))
		: sharedText(tail, messages, limit);
	return `{"messages":${text},"lastSeq":${lastSeq},"lastRev":${lastRev},"hasBefore":${(messages[0]?.seq ?? 1) > 1},"hasAfter":false}`;
}

/** This node has stored messages at the end of a channel: its tail, if it is kept and ended there, grows by them. */
export function appendToCache(channelId: number, born: Message[]): void {
	const tail = appState().recentMessages.get(channelId);
	const last = born.at(-1);
	if (!tail || !last || tail.lastRev + 1 !== born[0]?.rev) return;
	appState().recentMessages.set(channelId, {
		lastSeq: last.seq,
		lastRev: last.rev,
		messages: [...tail.messages, ...born].slice(-maxCached),
		text: null,
	});
}

async function recentMessages(viewer: Viewer, channel: LoadedChannel): Promise<RecentMessages> {
	const { recentMessages: tails } = appState();
	const known = tails.get(channel.id);
	if (known && known.lastRev >= channel.lastRev) return known;
	const found = await newest(viewer, channel.id, maxCached);
	if (!found) throw channelNotFound();
	const tail = { lastSeq: found.lastSeq, lastRev: found.lastRev, messages: found.messages, text: null };
	const meanwhile = tails.get(channel.id);
	if (!meanwhile || meanwhile.lastRev < tail.lastRev) tails.set(channel.id, tail);
	return tail;
}

function sharedText(tail: RecentMessages, messages: Message[], limit: number): string {
	if (tail.text?.limit !== limit) tail.text = { limit, json: JSON.stringify(messages) };
	return tail.text.json;
}

/** Whether it looks different to different people, or changes without the log's knowing. */
const isSeenDifferently = ({ reactions, poll, thread }: Message) => reactions.length > 0 || poll || thread;

/** A thread moves without its channel's log: what is shown of it is read anew. */
async function withThreads(messages: Message[]): Promise<Message[]> {
	const ids = messages.flatMap(({ thread }) => thread?.channelId ?? []);
	if (ids.length === 0) return messages;
	const now = new Map((await summaries(ids)).map(({ parentSeq, thread }) => [parentSeq, thread]));
	return messages.map((message) => {
		const thread = now.get(message.seq);
		return thread ? { ...message, thread } : message;
	});
}

/** Marks which of the reactions and votes are the viewer's. */
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
		reactions: message.reactions.map((reaction) => ({ ...reaction, me: mine.has(`${message.seq} ${reaction.emoji}`) })),
		...(message.poll && {
			poll: {
				...message.poll,
				options: message.poll.options.map((option, n) => ({ ...option, me: mine.has(`${message.seq} ${n}`) })),
			},
		}),
	}));
}
