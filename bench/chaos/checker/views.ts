import type { Entry, Final, Seen, SeenThread } from "../event-log";
import { keyOf, type SentMessage } from "./acknowledgements";
import type { Findings } from "./findings";
import { seqsIn } from "./moderation";

type Watch = (entry: Entry, view: Map<number, Seen>) => void;

/** The fields of a message whose values a tombstone does not keep. */
const tombstone = { content: "", edited: false, deleted: true, reactions: {}, votes: undefined, pinned: undefined };

/**
 * Returns the channel as a user saw it at the end: all received events, applied by revision as a client does. `watch` is
 * called before each event is applied, with the view until then, and with it afterwards.
 */
export function viewOf(entries: Entry[], watch: { before?: Watch; after?: Watch } = {}): Map<number, Seen> {
	const view = new Map<number, Seen>();
	const put = (message: Seen) => {
		const known = view.get(message.seq);
		if ((known?.rev ?? 0) <= message.rev)
			view.set(message.seq, { ...message, ...newer(known?.thread, message.thread) });
	};
	const change = (seq: number, rev: number, update: (known: Seen) => Partial<Seen>) => {
		const known = view.get(seq);
		if (known && known.rev < rev) view.set(seq, { ...known, ...update(known), rev });
	};
	const setThread = (seq: number, thread: SeenThread) => {
		const known = view.get(seq);
		if (known) view.set(seq, { ...known, ...newer(known.thread, thread) });
	};
	for (const entry of entries) {
		watch.before?.(entry, view);
		if (entry.e === "opened" || entry.e === "messages" || entry.e === "restored") entry.messages.forEach(put);
		else if (entry.e === "updated") put({ ...entry.message, rev: entry.rev });
		else if (entry.e === "deleted") change(entry.seq, entry.rev, () => tombstone);
		else if (entry.e === "purged") for (const seq of seqsIn(entry.seqs)) change(seq, entry.rev, () => tombstone);
		else if (entry.e === "vote") change(entry.seq, entry.rev, () => ({ votes: entry.counts }));
		else if (entry.e === "thread") setThread(entry.seq, entry.thread);
		else if (entry.e === "reaction")
			change(entry.seq, entry.rev, ({ reactions: { [entry.emoji]: _, ...others } }) => ({
				reactions: entry.count > 0 ? { ...others, [entry.emoji]: entry.count } : others,
			}));
		watch.after?.(entry, view);
	}
	return view;
}

/** Of two summaries of a thread, that of the higher revision counts. */
function newer(known: SeenThread | undefined, received: SeenThread | undefined): { thread?: SeenThread } {
	const thread = !known || (received && received.rev >= known.rev) ? received : known;
	return thread ? { thread } : {};
}

/** The part of a thread that clients show. Its revision also rises with other changes. */
const summaryOf = (thread: SeenThread | undefined) => thread && `${thread.replies} replies up to ${thread.lastSeq}`;

/** Checks that a user's view equals the final log: the same messages with the same content, reactions and revisions. */
export function checkView(name: string, entries: Entry[], final: Final, findings: Findings): void {
	const view = viewOf(entries);
	for (const message of final.messages) {
		const seen = view.get(message.seq);
		if (!seen) findings.add("holes", `${name} never saw ${message.seq}`);
		else if (textOf(seen) !== textOf(message))
			findings.add("mismatches", `${name} has ${textOf(seen)} where the log has ${textOf(message)}`);
	}
	for (const seq of view.keys())
		if (seq > final.lastSeq) findings.add("lost", `${name} saw ${seq}, which is not in the log`);
}

/** Returns equal text for equal messages. Whether a deleted message had been edited is ignored. */
export const textOf = ({
	seq,
	rev,
	by,
	nonce,
	content,
	edited,
	deleted,
	reactions,
	votes = [],
	pinned = false,
}: Seen) =>
	JSON.stringify([
		...[seq, rev, by, nonce, content, deleted || edited, deleted, votes, pinned],
		Object.entries(reactions).sort(),
	]);

/** Connected users receive a thread's summary within this time after a change. */
const threadEventMs = 2500;

/** Checks the thread summaries of users who had the channel open before the thread last changed. */
export function checkThreads(people: Map<string, Entry[]>, final: Final, findings: Findings): void {
	const lastOpened = (entries: Entry[]) => entries.findLast(({ e }) => e === "opened")?.t ?? 0;
	for (const { seq, thread } of final.messages) {
		if (!thread) continue;
		const text = summaryOf(thread);
		const events = [...people.values()].flatMap((entries) =>
			entries.filter((entry) => entry.e === "thread" && entry.seq === seq && summaryOf(entry.thread) === text),
		);
		if (events.length === 0) {
			findings.add("unconverged", `nobody received the last summary of the thread of ${seq}: ${text}`);
			continue;
		}
		const first = Math.min(...events.map(({ t }) => t));
		for (const [name, entries] of people) {
			if (lastOpened(entries) > first - threadEventMs) continue;
			const seen = summaryOf(viewOf(entries).get(seq)?.thread);
			if (seen !== text) findings.add("mismatches", `${name} has ${seen} of the thread of ${seq}, which has ${text}`);
		}
	}
}

/**
 * Checks that all users at all times saw the same message under a sequence number and the same change under a revision,
 * and only content that the author wrote.
 */
export function checkSightings(people: Map<string, Entry[]>, sent: Map<string, SentMessage>, findings: Findings): void {
	const edits = contentsOfEdits(people);
	const bySeq = new Map<number, string>();
	const byRev = new Map<number, string>();
	const agree = (known: Map<number, string>, number: number, what: string, who: string, kind: string) => {
		const before = known.get(number);
		if (before === undefined) known.set(number, what);
		else if (before !== what)
			findings.add("mismatches", `${kind} ${number} was ${before}, and for ${who} it was ${what}`);
	};
	for (const [who, entries] of people)
		for (const entry of entries) {
			const created = entry.e === "messages" ? entry.messages : [];
			const seen =
				entry.e === "opened"
					? entry.messages
					: entry.e === "updated" || entry.e === "acknowledged"
						? [entry.message]
						: entry.e === "restored"
							? entry.messages
							: created;
			for (const { seq, by, nonce, content, deleted } of seen) {
				agree(bySeq, seq, keyOf(by, nonce), who, "message");
				const message = sent.get(keyOf(by, nonce));
				const own = deleted ? content === "" : content === message?.content || edits.get(seq)?.has(content);
				if (!own)
					findings.add("mismatches", `${who} saw ${seq} as “${content.slice(0, 60)}”, which its author never wrote`);
			}
			for (const { rev, seq } of created) agree(byRev, rev, `the sending of ${seq}`, who, "revision");
			if (entry.e === "updated") agree(byRev, entry.rev, `an edit of ${entry.message.seq}`, who, "revision");
			if (entry.e === "deleted") agree(byRev, entry.rev, `the deletion of ${entry.seq}`, who, "revision");
			if (entry.e === "purged") agree(byRev, entry.rev, `the removal ${JSON.stringify(entry.seqs)}`, who, "revision");
			if (entry.e === "restored")
				agree(byRev, entry.rev, `the return of ${entry.messages.map(({ seq }) => seq)}`, who, "revision");
			if (entry.e === "vote") agree(byRev, entry.rev, `a vote on ${entry.seq}`, who, "revision");
			if (entry.e === "reaction") agree(byRev, entry.rev, `a reaction to ${entry.seq}`, who, "revision");
		}
}

/** The contents of all requested edits, by sequence number. */
function contentsOfEdits(people: Map<string, Entry[]>): Map<number, Set<string>> {
	const contents = new Map<number, Set<string>>();
	for (const entries of people.values())
		for (const entry of entries)
			if (entry.e === "asked" && entry.kind === "edit")
				contents.set(entry.seq, (contents.get(entry.seq) ?? new Set()).add(entry.content));
	return contents;
}
