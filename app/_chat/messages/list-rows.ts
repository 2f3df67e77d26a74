import type { DateFormat } from "@/app/_client/date-format";
import { type ChannelLog, firstSeq, isAtHead, messageAt } from "@/app/_client/messages/channel-log";
import type { Outgoing } from "@/app/_client/messages/outbox";
import { mentionsOf } from "@/lib/markdown";
import type { Author, Message } from "@/lib/realtime/protocol";
import { mentionsMe } from "./mentions-me";

/** What stands at one place of the list. Every number of the log has one, so that places can be counted. */
export type MessageListRow = {
	key: string;
	message: Message;
	/** Set while it is on its way. */
	outgoing: Outgoing | null;
	/** A tombstone that nothing refers to, and nothing hangs on, takes no room. */
	isHidden: boolean;
	/** Shows its author; the rows of a group after it do not. */
	isGroupStart: boolean;
	/** In a group, after a message that ends with reactions or its thread: a little apart, so that it does not read as a part of them. */
	apart: boolean;
	/** It mentions the viewer. */
	mentionsMe: boolean;
	/** The first of its day. */
	startsDay: boolean;
	/** The first one that was not read when the channel was opened. */
	isFirstUnread: boolean;
	/** Of messages of somebody blocked that stand together the first says how many; the others are gone while it is closed. */
	folded: { seqs: number[]; open: boolean } | null;
};

export type CollapsedAuthors = {
	blocked: ReadonlySet<number>;
	/** Messages that were unfolded, by number: one of them opens all that stand with it. */
	open: ReadonlySet<number>;
};

type Facts = {
	log: ChannelLog;
	outgoing: readonly Outgoing[];
	viewer: Author;
	clock: DateFormat;
	/** The number at which the new ones begin. */
	newSeq: number | null;
	folding?: CollapsedAuthors;
};

const groupMs = 5 * 60_000;

export function buildRows({ log, outgoing, viewer, clock, newSeq, folding }: Facts): MessageListRow[] {
	const answered = new Set<number>();
	for (const { replyTo, deletedAt } of log.messages) if (replyTo !== null && !deletedAt) answered.add(replyTo);

	const rows: MessageListRow[] = [];
	let lead: { authorId: number; at: number } | null = null;
	let day = "";
	let hasFoot = false;
	const push = (message: Message, onItsWay: Outgoing | null) => {
		const isHidden = message.deletedAt !== null && !answered.has(message.seq) && !message.thread?.replies;
		const at = Date.parse(message.createdAt);
		const today = clock.day(message.createdAt);
		const startsDay = !isHidden && today !== day;
		const isFirstUnread = message.seq === newSeq && onItsWay === null;
		const isGroupStart =
			!lead ||
			lead.authorId !== message.author.id ||
			at - lead.at > groupMs ||
			startsDay ||
			isFirstUnread ||
			message.replyTo !== null ||
			message.echoOf !== undefined;
		if (isHidden && isFirstUnread) lead = null;
		if (!isHidden) {
			day = today;
			if (isGroupStart) lead = { authorId: message.author.id, at };
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
			mentionsMe: mentionsMe(message, viewer, folding?.blocked),
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
	if (folding && folding.blocked.size > 0) fold(rows, folding);
	return rows;
}

/** Folds what somebody blocked has said. Days and what is new still begin where they do. */
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

/** What is on its way and not in the window yet. It is shown at the end of the log, so only where the window ends there. */
function stillOutside(log: ChannelLog, outgoing: readonly Outgoing[], viewerId: number): readonly Outgoing[] {
	if (outgoing.length === 0 || !isAtHead(log)) return [];
	const arrived = new Set(
		log.messages.slice(-400).flatMap(({ nonce, author }) => (author.id === viewerId ? [nonce] : [])),
	);
	return outgoing.filter(({ nonce, seq }) => !arrived.has(nonce) && (seq === null || seq > log.lastSeq));
}

/** Names that are known to mention somebody here, for what the server has not answered yet: of who speaks or is mentioned. */
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

/** When the first day begins, and the rows without its divider: for a list whose heading says the day itself. */
export function withoutFirstDay(rows: MessageListRow[]): [day: string | null, rows: MessageListRow[]] {
	const at = rows.findIndex(({ isHidden }) => !isHidden);
	const first = rows[at];
	return first ? [first.message.createdAt, rows.with(at, { ...first, startsDay: false })] : [null, rows];
}
