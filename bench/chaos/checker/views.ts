import type { Entry, Final, Seen, SeenThread } from "../event-log";
import { keyOf, type SentMessage } from "./acknowledgements";
import type { Findings } from "./findings";

/** Returns a user's final view of the channel, with all received events applied by revision as a client does. */
export function viewOf(entries: Entry[]): Map<number, Seen> {
	const view = new Map<number, Seen>();
	const put = (message: Seen) => {
		if ((view.get(message.seq)?.rev ?? 0) <= message.rev) view.set(message.seq, { ...message });
	};
	const change = (seq: number, rev: number, fold: (known: Seen) => Partial<Seen>) => {
		const known = view.get(seq);
		if (known && known.rev < rev) view.set(seq, { ...known, ...fold(known), rev });
	};
	const hang = (seq: number, thread: SeenThread) => {
		const known = view.get(seq);
		if (known && (known.thread?.lastSeq ?? 0) <= thread.lastSeq) view.set(seq, { ...known, thread });
	};
	for (const entry of entries) {
		if (entry.e === "opened" || entry.e === "messages") entry.messages.forEach(put);
		else if (entry.e === "updated") put({ ...entry.message, rev: entry.rev });
		else if (entry.e === "deleted")
			change(entry.seq, entry.rev, () => ({
				content: "",
				edited: false,
				deleted: true,
				reactions: {},
				votes: undefined,
				pinned: undefined,
			}));
		else if (entry.e === "vote") change(entry.seq, entry.rev, () => ({ votes: entry.counts }));
		else if (entry.e === "thread") hang(entry.seq, entry.thread);
		else if (entry.e === "reaction")
			change(entry.seq, entry.rev, ({ reactions: { [entry.emoji]: _, ...others } }) => ({
				reactions: entry.count > 0 ? { ...others, [entry.emoji]: entry.count } : others,
			}));
	}
	return view;
}

/** Checks that each user's view equals the final log: every message, with the same content, marks and revision. */
export function checkView(name: string, entries: Entry[], final: Final, findings: Findings): void {
	const view = viewOf(entries);
	for (const message of final.messages) {
		const held = view.get(message.seq);
		if (!held) findings.add("holes", `${name} never saw ${message.seq}`);
		else if (textOf(held) !== textOf(message))
			findings.add("mismatches", `${name} holds ${textOf(held)} where the log has ${textOf(message)}`);
	}
	for (const seq of view.keys())
		if (seq > final.lastSeq) findings.add("lost", `${name} saw ${seq}, which the log does not hold`);
}

/** Returns equal text for equal messages; the other fields of a deleted message are ignored. */
const textOf = ({ seq, rev, by, nonce, content, edited, deleted, reactions, votes = [], pinned = false }: Seen) =>
	JSON.stringify([
		...[seq, rev, by, nonce, content, deleted || edited, deleted, votes, pinned],
		Object.entries(reactions).sort(),
	]);

/** Online users receive a thread's summary within this time of a change. */
const threadEventMs = 2500;

/** Checks the thread summaries of users who had the channel open before the thread last changed. */
export function checkThreads(people: Map<string, Entry[]>, final: Final, findings: Findings): void {
	const lastOpened = (entries: Entry[]) => entries.findLast(({ e }) => e === "opened")?.t ?? 0;
	for (const { seq, thread } of final.messages) {
		if (!thread) continue;
		const text = JSON.stringify(thread);
		const event = [...people.values()].flatMap((entries) =>
			entries.filter((entry) => entry.e === "thread" && entry.seq === seq && JSON.stringify(entry.thread) === text),
		);
		if (event.length === 0) {
			findings.add("unconverged", `nobody was told where the thread of ${seq} ended: ${text}`);
			continue;
		}
		const first = Math.min(...event.map(({ t }) => t));
		for (const [name, entries] of people) {
			if (lastOpened(entries) > first - threadEventMs) continue;
			const held = JSON.stringify(viewOf(entries).get(seq)?.thread);
			if (held !== text) findings.add("mismatches", `${name} holds ${held} of the thread of ${seq}, which has ${text}`);
		}
	}
}

/**
 * Checks that, for all users at all times, a sequence number names one message and a revision one change, and that the
 * content is the author's.
 */
export function checkSightings(people: Map<string, Entry[]>, sent: Map<string, SentMessage>, findings: Findings): void {
	const edits = wordsOfEdits(people);
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
			const born = entry.e === "messages" ? entry.messages : [];
			const seen =
				entry.e === "opened"
					? entry.messages
					: entry.e === "updated" || entry.e === "acknowledged"
						? [entry.message]
						: born;
			for (const { seq, by, nonce, content, deleted } of seen) {
				agree(bySeq, seq, keyOf(by, nonce), who, "message");
				const words = sent.get(keyOf(by, nonce));
				const own = deleted ? content === "" : content === words?.content || edits.get(seq)?.has(content);
				if (!own)
					findings.add("mismatches", `${who} saw ${seq} as “${content.slice(0, 60)}”, which its author never wrote`);
			}
			for (const { rev, seq } of born) agree(byRev, rev, `the birth of ${seq}`, who, "revision");
			if (entry.e === "updated") agree(byRev, entry.rev, `an edit of ${entry.message.seq}`, who, "revision");
			if (entry.e === "deleted") agree(byRev, entry.rev, `the deletion of ${entry.seq}`, who, "revision");
			if (entry.e === "vote") agree(byRev, entry.rev, `a vote on ${entry.seq}`, who, "revision");
			if (entry.e === "reaction") agree(byRev, entry.rev, `a reaction to ${entry.seq}`, who, "revision");
		}
}

function wordsOfEdits(people: Map<string, Entry[]>): Map<number, Set<string>> {
	const words = new Map<number, Set<string>>();
	for (const entries of people.values())
		for (const entry of entries)
			if (entry.e === "asked" && entry.kind === "edit")
				words.set(entry.seq, (words.get(entry.seq) ?? new Set()).add(entry.content));
	return words;
}
