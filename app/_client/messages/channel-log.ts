import type { ChannelSnapshot, Message, MessagePage, Poll, Reaction, ServerToClient } from "@/lib/realtime/protocol";

type EventOf<Name extends keyof ServerToClient> = Parameters<ServerToClient[Name]>[0];
export type LogEvent =
	| ({ type: "messages" } & EventOf<"messages">)
	| ({ type: "message:updated" } & EventOf<"message:updated">)
	| ({ type: "message:deleted" } & EventOf<"message:deleted">)
	| ({ type: "messages:purged" } & EventOf<"messages:purged">)
	| ({ type: "messages:expired" } & EventOf<"messages:expired">)
	| ({ type: "messages:restored" } & EventOf<"messages:restored">)
	| ({ type: "reaction" } & EventOf<"reaction">)
	| ({ type: "vote" } & EventOf<"vote">);

/**
 * A window of a channel's log: seqs without gaps from its first message to its last. It is attached if it ends at the
 * head of the log, and only then live events add messages.
 */
export type ChannelLog = {
	readonly messages: readonly Message[];
	/** Where the log itself begins: earlier messages have expired. */
	readonly start: number;
	readonly lastSeq: number;
	/** Every change up to this revision was applied. Single messages may be newer, from a page. */
	readonly rev: number;
	/** Recent events, for pages that were read before them and arrive after. */
	readonly recent: readonly LogEvent[];
};

/** The newest messages of a channel or thread, as they were last shown. */
export type CachedWindow = Pick<ChannelLog, "messages" | "lastSeq" | "rev"> & {
	/** Absent in a window that an earlier version has stored. */
	readonly start?: number;
	/** The message that a thread belongs to. */
	readonly parent?: Message;
};

const mostRecent = 256;

export const firstSeq = (log: ChannelLog) => log.messages[0]?.seq ?? log.start;
export const lastLoadedSeq = (log: ChannelLog) => log.messages.at(-1)?.seq ?? log.start - 1;
export const isAtHead = (log: ChannelLog) => lastLoadedSeq(log) === log.lastSeq;
export const hasBefore = (log: ChannelLog) => firstSeq(log) > log.start;
export const messageAt = (log: ChannelLog, seq: number): Message | undefined => log.messages[seq - firstSeq(log)];

export function startLog(page: MessagePage): ChannelLog {
	const { messages, firstSeq: start = 1, lastSeq, lastRev: rev } = page;
	return { messages, start, lastSeq, rev, recent: [] };
}

/** Applies a live event; returns the same log for a known one, and "gap" if an earlier one is missing. */
export function applyEvent(log: ChannelLog, event: LogEvent, viewerId: number): ChannelLog | "gap" {
	if (event.rev <= log.rev) return log;
	// A run of new messages takes one revision each; `rev` is the last.
	const first = event.type === "messages" ? event.rev - event.messages.length + 1 : event.rev;
	if (first > log.rev + 1) return "gap";
	const folded = fold(log, event, viewerId);
	if (folded === "gap") return "gap";
	return { ...folded, rev: event.rev, recent: [...log.recent, event].slice(-mostRecent) };
}

function fold(log: ChannelLog, event: LogEvent, viewerId: number): ChannelLog | "gap" {
	switch (event.type) {
		case "messages":
			return foldBirths(log, event.messages);
		case "messages:purged":
			return foldPurge(log, event);
		case "messages:restored":
			return foldRestored(log, event);
		case "messages:expired":
			return startingAt(log, event.firstSeq);
		default:
			return foldChange(log, event, viewerId);
	}
}

function foldBirths(log: ChannelLog, born: readonly Message[]): ChannelLog | "gap" {
	const attached = isAtHead(log);
	const fresh = born.filter((message) => message.seq > lastLoadedSeq(log));
	const lastSeq = Math.max(log.lastSeq, born.at(-1)?.seq ?? 0);
	if (!attached || fresh.length === 0) return { ...log, lastSeq };
	if (fresh[0]?.seq !== lastLoadedSeq(log) + 1) return "gap";
	return { ...log, lastSeq, messages: [...log.messages, ...fresh] };
}

/** All messages of these ranges change in one step, however many they are. */
function foldPurge(log: ChannelLog, { rev, seqs }: EventOf<"messages:purged">): ChannelLog {
	const first = firstSeq(log);
	let messages: Message[] | null = null;
	for (const [from, to] of seqs)
		for (let seq = Math.max(from, first); seq <= Math.min(to, lastLoadedSeq(log)); seq++) {
			const known = messageAt(log, seq);
			if (!known || known.rev >= rev) continue;
			messages ??= [...log.messages];
			messages[seq - first] = tombstone(known, rev);
		}
	return messages ? { ...log, messages } : log;
}

/** The log without the messages before its first one, where messages have expired. */
function startingAt(log: ChannelLog, start = 1): ChannelLog {
	if (start <= log.start) return log;
	const messages = log.messages.filter(({ seq }) => seq >= start);
	return { ...log, messages, start, lastSeq: Math.max(log.lastSeq, start - 1) };
}

function foldRestored(log: ChannelLog, { rev, messages: restored }: EventOf<"messages:restored">): ChannelLog {
	let messages: Message[] | null = null;
	for (const message of restored) {
		const known = messageAt(log, message.seq);
		if (!known || known.rev >= rev) continue;
		messages ??= [...log.messages];
		messages[message.seq - firstSeq(log)] = withNewerThread(keepMine({ ...message, rev }, known), known);
	}
	return messages ? { ...log, messages } : log;
}

/**
 * The range of the restored messages in the window that may have a reaction or a vote of the viewer, which the event
 * does not contain; null if there are none.
 */
export function restoredForMany(
	log: ChannelLog,
	{ messages }: EventOf<"messages:restored">,
): [first: number, last: number] | null {
	const seqs = messages.flatMap(({ seq, reactions, poll }) =>
		(reactions.length > 0 || poll) && messageAt(log, seq) ? seq : [],
	);
	const [first, last] = [seqs[0], seqs.at(-1)];
	return first === undefined || last === undefined ? null : [first, last];
}

type OfOneMessage = Exclude<
	LogEvent,
	{ type: "messages" | "messages:purged" | "messages:restored" | "messages:expired" }
>;

function foldChange(log: ChannelLog, event: OfOneMessage, viewerId: number): ChannelLog {
	const seq = event.type === "message:updated" ? event.message.seq : event.seq;
	const known = messageAt(log, seq);
	if (!known || known.rev >= event.rev) return log;
	return { ...log, messages: log.messages.with(seq - firstSeq(log), changed(known, event, viewerId)) };
}

function changed(known: Message, event: OfOneMessage, viewerId: number): Message {
	const { rev } = event;
	switch (event.type) {
		case "message:updated":
			return withNewerThread(keepMine({ ...event.message, rev }, known), known);
		case "message:deleted":
			return tombstone(known, rev);
		case "reaction":
			return { ...known, rev, reactions: reacted(known.reactions, event, viewerId) };
		case "vote":
			return known.poll ? { ...known, rev, poll: voted(known.poll, event, viewerId) } : { ...known, rev };
	}
}

/**
 * Fields that a tombstone lacks. Most messages have none of them, and are copied many times faster if nothing is left
 * out.
 */
const carried = ["mentions", "emoji", "embeds", "poll", "pinnedAt"] as const;

function tombstone(known: Message, rev: number): Message {
	const kept = carried.some((name) => known[name] !== undefined) ? withoutCarried(known) : known;
	// The exact time is unknown and not shown.
	return { ...kept, rev, content: "", reactions: [], attachments: [], editedAt: null, deletedAt: known.createdAt };
}

function withoutCarried(known: Message): Message {
	const { mentions: _m, emoji: _e, embeds: _, poll: _p, pinnedAt: _a, ...rest } = known;
	return rest;
}

/** Events are the same for everybody, so they do not contain the viewer's own reactions and votes. */
function keepMine(event: Message, known: Message): Message {
	const reactions = event.reactions.map((reaction) => ({
		...reaction,
		me: known.reactions.find((one) => isSame(one, reaction))?.me ?? false,
	}));
	if (!event.poll) return { ...event, reactions };
	const options = event.poll.options.map((option, index) => ({
		...option,
		me: known.poll?.options[index]?.me ?? false,
	}));
	return { ...event, reactions, poll: { ...event.poll, options } };
}

type Kind = Pick<Reaction, "emoji" | "emojiId">;

/** Two emoji of the server can have had the same name. */
const isSame = (one: Kind, other: Kind) => one.emoji === other.emoji && one.emojiId === other.emojiId;

function voted(known: Poll, { options, counts, userId }: EventOf<"vote">, viewerId: number): Poll {
	return {
		...known,
		options: known.options.map((option, index) => ({
			...option,
			votes: counts[index] ?? option.votes,
			me: userId === viewerId ? options.includes(index) : (option.me ?? false),
		})),
	};
}

function reacted(known: readonly Reaction[], event: EventOf<"reaction">, viewerId: number): Reaction[] {
	const { emoji, emojiId, count, userId, added } = event;
	const before = known.find((reaction) => isSame(reaction, event));
	const me = userId === viewerId ? added : (before?.me ?? false);
	const now = { emoji, ...(emojiId !== undefined && { emojiId }), count, me };
	if (count === 0) return known.filter((reaction) => reaction !== before);
	return before ? known.map((reaction) => (reaction === before ? now : reaction)) : [...known, now];
}

/** A thread summary is ordered by the thread's own revision. */
export function applyThread(log: ChannelLog, { seq, thread }: EventOf<"thread">): ChannelLog {
	const known = messageAt(log, seq);
	if (!known || (known.thread && known.thread.rev >= thread.rev)) return log;
	return { ...log, messages: log.messages.with(seq - firstSeq(log), { ...known, thread }) };
}

/** The window's threads with their known revisions, latest last. */
export const threadsIn = (log: ChannelLog): { channelId: number; rev: number }[] =>
	log.messages.flatMap(({ thread }) => (thread ? [{ channelId: thread.channelId, rev: thread.rev }] : []));

/** A loaded message with the known thread summary, if that is newer. */
function withNewerThread(read: Message, known: Message): Message {
	const newer = known.thread && known.thread.rev > (read.thread?.rev ?? -1);
	return newer && known.thread ? { ...read, thread: known.thread } : read;
}

/**
 * Applies the response of `channel:open`. Afterwards everything up to its `changedUpTo` or `lastRev` is known for the whole
 * window, which stays detached if more was missed than one response contains.
 */
export function applySnapshot(
	before: ChannelLog,
	opened: ChannelSnapshot,
	asked: { afterSeq?: number; afterRev?: number },
): ChannelLog {
	const log = startingAt(before, opened.firstSeq);
	const first = firstSeq(log);
	const messages = [...log.messages];
	for (const message of opened.messages) {
		const place = message.seq - first;
		const known = messages[place];
		if (known && known.rev <= message.rev) messages[place] = withNewerThread(message, known);
		// Without `afterSeq` the window is detached, and new messages at the head do not concern it.
		else if (!known && asked.afterSeq !== undefined && place === messages.length) messages.push(message);
	}
	const rev = opened.changedUpTo ?? opened.lastRev;
	return { messages, start: log.start, lastSeq: Math.max(log.lastSeq, opened.lastSeq), rev, recent: [] };
}

/**
 * Merges a page of history: joins it to the window if they touch, otherwise it becomes the window. Returns null for a
 * page older than the remembered events: load it again.
 */
export function mergePage(log: ChannelLog, page: MessagePage, viewerId: number): ChannelLog | null {
	const missed = log.recent.filter((event) => event.rev > page.lastRev);
	const remembered = missed.reduce((sum, event) => sum + (event.type === "messages" ? event.messages.length : 1), 0);
	if (remembered < log.rev - page.lastRev) return null;

	let read = startLog(page);
	for (const event of missed) {
		const folded = applyEvent(read, event, viewerId);
		if (folded !== "gap") read = folded;
	}
	const window = startingAt(log, read.start);
	read = startingAt(read, log.start);
	return {
		...window,
		messages: joined(window.messages, read.messages),
		lastSeq: Math.max(window.lastSeq, read.lastSeq),
	};
}

function joined(window: readonly Message[], page: readonly Message[]): readonly Message[] {
	const [first, last] = [page[0]?.seq, page.at(-1)?.seq];
	const [start, end] = [window[0]?.seq, window.at(-1)?.seq];
	if (first === undefined || last === undefined) return window;
	if (start === undefined || end === undefined || last < start - 1 || first > end + 1) return page;
	const inner = window.map((message) => {
		const read = page[message.seq - first];
		return read && read.rev >= message.rev ? withNewerThread(read, message) : message;
	});
	return [...page.filter(({ seq }) => seq < start), ...inner, ...page.filter(({ seq }) => seq > end)];
}

/** Discards messages far from the visible ones, so that long scrolling does not fill the memory. */
export function trimLog(log: ChannelLog, far: "start" | "end", keep: number): ChannelLog {
	if (log.messages.length <= keep) return log;
	return { ...log, messages: far === "start" ? log.messages.slice(-keep) : log.messages.slice(0, keep) };
}
