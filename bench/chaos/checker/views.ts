import type { Entry, Final, Seen } from "../history";
import { keyOf, type Said } from "./acknowledgements";
import type { Findings } from "./findings";

/** The channel as one person holds it after everything they were told, folded by revision as a client does. */
export function viewOf(entries: Entry[]): Map<number, Seen> {
	const view = new Map<number, Seen>();
	const put = (message: Seen) => {
		if ((view.get(message.seq)?.rev ?? 0) <= message.rev) view.set(message.seq, { ...message });
	};
	const change = (seq: number, rev: number, fold: (known: Seen) => Partial<Seen>) => {
		const known = view.get(seq);
		if (known && known.rev < rev) view.set(seq, { ...known, ...fold(known), rev });
	};
	for (const entry of entries) {
		if (entry.e === "opened" || entry.e === "messages") entry.messages.forEach(put);
		else if (entry.e === "updated") put({ ...entry.message, rev: entry.rev });
		else if (entry.e === "deleted")
			change(entry.seq, entry.rev, () => ({ content: "", edited: false, deleted: true, reactions: {} }));
		else if (entry.e === "reaction")
			change(entry.seq, entry.rev, ({ reactions: { [entry.emoji]: _, ...others } }) => ({
				reactions: entry.count > 0 ? { ...others, [entry.emoji]: entry.count } : others,
			}));
	}
	return view;
}

/** Everybody ends with the log as it is: each message, with the same words, marks and revision. */
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

/** One text for what is the same; a tombstone's other marks say nothing. */
const textOf = ({ seq, rev, by, nonce, content, edited, deleted, reactions }: Seen) =>
	JSON.stringify([seq, rev, by, nonce, content, deleted || edited, deleted, Object.entries(reactions).sort()]);

/** A number names one message and a revision one change, for everybody and at any time; words are those of the author. */
export function checkSightings(people: Map<string, Entry[]>, said: Map<string, Said>, findings: Findings): void {
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
				const words = said.get(keyOf(by, nonce));
				const own = deleted ? content === "" : content === words?.content || edits.get(seq)?.has(content);
				if (!own)
					findings.add("mismatches", `${who} saw ${seq} as “${content.slice(0, 60)}”, which its author never wrote`);
			}
			for (const { rev, seq } of born) agree(byRev, rev, `the birth of ${seq}`, who, "revision");
			if (entry.e === "updated") agree(byRev, entry.rev, `an edit of ${entry.message.seq}`, who, "revision");
			if (entry.e === "deleted") agree(byRev, entry.rev, `the deletion of ${entry.seq}`, who, "revision");
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
