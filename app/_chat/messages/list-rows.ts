import type { DateFormat } from "@/app/_client/date-format";
import { type ChannelLog, firstSeq, isAtHead, messageAt } from "@/app/_client/messages/channel-log";
import type { Outgoing } from "@/app/_client/messages/outbox";
import { mentionsOf } from "@/lib/markdown";
import type { Author, Message } from "@/lib/realtime/protocol";
import { mentionsMe } from "./mentions-me";

/** A row of the list. Every seq has one, so that rows can be counted. */
export type MessageListRow = {
	key: string;
	message: Message;
	/** Set while the message is pending. */
	outgoing: Outgoing | null;
	/** A tombstone without replies or a thread takes no space. */
	isHidden: boolean;
	/** Shows its author; later rows of the group do not. */
	isGroupStart: boolean;
	/**
	 * In a group, after a message with reactions or a thread: set apart, so that it does not look like a part of them.
	 */
	apart: boolean;
	/** It mentions the viewer. */
	mentionsMe: boolean;
	/** The first of its day. */
	startsDay: boolean;
	/** The first message that was unread when the channel was opened. */
	isFirstUnread: boolean;
	/**
	 * The first of consecutive messages of a blocked user shows their number, and the first of consecutive announcements of
	 * new members names these (`joined`); the others are hidden while collapsed.
	 */
	folded: { seqs: number[]; open: boolean; joined?: Message[] } | null;
};

export type CollapsedAuthors = {
	blocked: ReadonlySet<number>;
	/** The expanded messages by seq: one of them expands all next to it. */
	open: ReadonlySet<number>;
};

/** How announcements of new members share rows: it is loaded with the first row of a system message. */
export const joinFolding: {
	fold?: (rows: MessageListRow[], answered: ReadonlySet<number>, folding?: CollapsedAuthors) => void;
} = {};

type Facts = {
	log: ChannelLog;
	outgoing: readonly Outgoing[];
	viewer: Author;
	/** The handles of the viewer's roles. */
	ownHandles?: ReadonlySet<string>;
	clock: DateFormat;
	/** The seq of the first unread message. */
	newSeq: number | null;
	folding?: CollapsedAuthors;
};

const groupMs = 5 * 60_000;

export function buildRows({ log, outgoing, viewer, clock, newSeq, folding, ownHandles }: Facts): MessageListRow[] {
	const answered = new Set<number>();
	for (const { replyTo, deletedAt } of log.messages) if (replyTo !== null && !deletedAt) answered.add(replyTo);

	const rows: MessageListRow[] = [];
	let lead: { authorId: number; at: number } | null = null;
	let day = "";
	let hasFoot = false;
	let unreadFrom = newSeq;
	const push = (message: Message, onItsWay: Outgoing | null) => {
		const isHidden = message.deletedAt !== null && !answered.has(message.seq) && !message.thread?.replies;
		const at = Date.parse(message.createdAt);
		const today = clock.day(message.createdAt);
		const startsDay = !isHidden && today !== day;
		const isUncounted = message.system?.uncounted === true;
		const isFirstUnread = message.seq === unreadFrom && onItsWay === null && !isUncounted;
		if (message.seq === unreadFrom && isUncounted) unreadFrom++;
		const isGroupStart =
			!lead ||
			lead.authorId !== message.author.id ||
			at - lead.at > groupMs ||
			startsDay ||
			isFirstUnread ||
			message.replyTo !== null ||
			message.system !== undefined ||
			message.echoOf !== undefined;
		if (isHidden && isFirstUnread) lead = null;
		if (!isHidden) {
			day = today;
			if (isGroupStart) lead = message.system ? null : { authorId: message.author.id, at };
		}
		const apart = !isHidden && !isGroupStart && hasFoot;
		if (!isHidden) hasFoot = message.reactions.length > 0 || (message.thread?.replies ?? 0) > 0;
		rows.push({
			key: `${message.author.id}:${message.nonce}`,
			message,
			outgoing: onItsWay,
			isHidden,
			isGroupStart,
			apart,
			mentionsMe: mentionsMe(message, viewer, folding?.blocked, ownHandles),
			startsDay,
			isFirstUnread,
			folded: null,
		});
	};
	for (const message of log.messages) push(message, null);
	const onTheirWay = stillOutside(log, outgoing, viewer.id);
	if (onTheirWay.length > 0) {
		const names = namesIn(log, viewer);
		for (const item of onTheirWay) push(asMessage(item, viewer, names), item);
	}
	joinFolding.fold?.(rows, answered, folding);
	if (folding && folding.blocked.size > 0) fold(rows, folding);
	return rows;
}

/** Collapses messages of blocked users. Date and unread dividers stay. */
function fold(rows: MessageListRow[], { blocked, open }: CollapsedAuthors): void {
	let run: MessageListRow[] = [];
	const end = () => {
		const [first, ...others] = run;
		if (!first) return;
		const seqs = run.map(({ message }) => message.seq);
		first.folded = { seqs, open: seqs.some((seq) => open.has(seq)) };
		if (!first.folded.open) for (const row of others) row.isHidden = true;
		run = [];
	};
	for (const row of rows) {
		if (row.isHidden) continue;
		const isTheirs = blocked.has(row.message.author.id);
		if (!isTheirs || row.startsDay || row.isFirstUnread) end();
		if (isTheirs) run.push(row);
	}
	end();
}

/** Pending messages outside the window. They are shown at the end of the log, so only if the window ends there. */
function stillOutside(log: ChannelLog, outgoing: readonly Outgoing[], viewerId: number): readonly Outgoing[] {
	if (outgoing.length === 0 || !isAtHead(log)) return [];
	const arrived = new Set(
		log.messages.slice(-400).flatMap(({ nonce, author }) => (author.id === viewerId ? [nonce] : [])),
	);
	return outgoing.filter(({ nonce, seq }) => !arrived.has(nonce) && (seq === null || seq > log.lastSeq));
}

/** Names known to be valid mentions in pending messages: of recent authors and mentioned users. */
function namesIn({ messages }: ChannelLog, viewer: Author): ReadonlySet<string> {
	const names = new Set(messages.flatMap(({ author, mentions = [] }) => [author.username, ...mentions]));
	names.delete(viewer.username);
	return names;
}

const asMessage = (
	{ channelId, nonce, content, replyTo, attachments, writtenAt }: Outgoing,
	author: Author,
	names: ReadonlySet<string>,
): Message => ({
	channelId,
	seq: 0,
	rev: 0,
	nonce,
	author,
	content,
	mentions: mentionsOf(content).filter((name) => names.has(name)),
	replyTo,
	createdAt: new Date(writtenAt).toISOString(),
	editedAt: null,
	deletedAt: null,
	reactions: [],
	attachments: attachments ?? [],
});

export const placeOf = (log: ChannelLog, seq: number): number | null =>
	messageAt(log, seq) ? seq - firstSeq(log) : null;

/** Returns the first day, and the rows without its divider, for a list whose heading shows that day. */
export function withoutFirstDay(rows: MessageListRow[]): [day: string | null, rows: MessageListRow[]] {
	const at = rows.findIndex(({ isHidden }) => !isHidden);
	const first = rows[at];
	return first ? [first.message.createdAt, rows.with(at, { ...first, startsDay: false })] : [null, rows];
}
