import type { Entry, Final, Seen } from "../event-log";
import { keyOf, type SentMessage } from "./acknowledgements";
import type { Findings } from "./findings";
import type { Action, Moderation } from "./moderation";
import { textOf, viewOf } from "./views";

type Run = {
	moderation: Moderation;
	/** Those of all channels in which the actions removed messages. */
	everywhere: Moderation[];
	people: Map<string, Entry[]>;
	final: Final;
	sent: Map<string, SentMessage>;
};

/** Checks that removals hit exactly the right messages, that undos restore these exactly, and that timeouts hold. */
export function checkRemovals(run: Run, findings: Findings): void {
	if (run.moderation.actions.length === 0) return;
	const seqs = new Map(run.final.messages.map(({ seq, by, nonce }) => [keyOf(by, nonce), seq]));
	const written = new Map<string, Written[]>();
	for (const [key, message] of run.sent) {
		const seq = seqs.get(key);
		if (seq !== undefined) written.set(message.by, [...(written.get(message.by) ?? []), { ...message, seq }]);
	}
	for (const action of run.moderation.actions) {
		const own = written.get(action.subject) ?? [];
		checkExtent(action, own, run, findings);
		if (action.timeout) checkTimeout(action, own, findings);
	}
	checkReturns(run.moderation, findings);
	checkStates(run.people, run.moderation, findings);
}

type Written = SentMessage & { seq: number };

/** A removal covers what its answer says, only messages of its subject, and all that were there. */
function checkExtent(
	{ n, subject, listed, seqs, actionId, removed, askedAt, answeredAt }: Action,
	own: Written[],
	{ moderation, everywhere, people }: Run,
	findings: Findings,
): void {
	const received = everywhere.reduce((sum, one) => sum + one.numberRemovedBy(n), 0);
	if (received !== removed)
		findings.add("mismatches", `action ${n} removed ${removed} messages, and the users received ${received}`);
	if (moderation.revsOf(actionId).length > 1)
		findings.add("contract", `action ${n} removed messages in the revisions ${moderation.revsOf(actionId)}`);
	const written = new Map(own.map((message) => [message.seq, message]));
	for (const seq of seqs) {
		const message = written.get(seq);
		if (!message) findings.add("mismatches", `action ${n} against ${subject} removed ${seq}, which is not theirs`);
		else if (message.sentAt > answeredAt)
			findings.add("mismatches", `action ${n} removed ${seq}, which was sent after its answer`);
		if (listed && !listed.includes(seq)) findings.add("mismatches", `action ${n} also removed ${seq}`);
	}
	const deleted = new Set(
		(people.get(subject) ?? []).flatMap((entry) =>
			entry.e === "asked" && entry.kind === "delete" && entry.t < answeredAt ? [entry.seq] : [],
		),
	);
	const wanted = listed ?? own.flatMap(({ seq, acknowledgedAt = Infinity }) => (acknowledgedAt < askedAt ? [seq] : []));
	for (const seq of wanted) {
		const isGone = deleted.has(seq) || moderation.mayBeRemoved(seq, askedAt, askedAt);
		if (!seqs.has(seq) && !isGone) findings.add("lost", `action ${n} left ${seq} of ${subject}`);
	}
}

/**
 * From the answer until the timeout is lifted, nothing that the subject sends is acknowledged; an acknowledgement that
 * was on its way is of a message which the same action has removed.
 */
function checkTimeout({ n, subject, seqs, listed, ...times }: Action, own: Written[], findings: Findings): void {
	const { answeredAt, undoAskedAt, liftAskedAt } = times;
	const end = Math.min(undoAskedAt, liftAskedAt);
	for (const { seq, sentAt, acknowledgedAt = Infinity } of own) {
		if (acknowledgedAt <= answeredAt || acknowledgedAt >= end) continue;
		if (sentAt > answeredAt || (listed === null && !seqs.has(seq)))
			findings.add("contract", `${seq} of ${subject} was acknowledged after the timeout of action ${n}`);
	}
}

/** Every removed message of an undone action returns once, and no other. */
function checkReturns({ actions, returns }: Moderation, findings: Findings): void {
	const due = new Map<number, number>();
	const count = (seq: number, by: number) => due.set(seq, (due.get(seq) ?? 0) + by);
	for (const { undoneAt, seqs } of actions) if (undoneAt < Infinity) for (const seq of seqs) count(seq, 1);
	for (const seqs of returns.values()) for (const seq of seqs) count(seq, -1);
	for (const [seq, missing] of due) {
		if (missing > 0) findings.add("lost", `${seq} was not restored by the undo of its removal`);
		if (missing < 0) findings.add("doubled", `${seq} was restored without an undo`);
	}
}

/**
 * All users, also those who join late, have the same of a message at each of its revisions, and what returns equals what
 * was removed.
 */
function checkStates(people: Map<string, Entry[]>, moderation: Moderation, findings: Findings): void {
	const states = new Map<string, string>();
	const removed = new Map<number, Map<number, string>>();
	for (const [who, entries] of people)
		viewOf(entries, {
			before(entry, view) {
				if (entry.e !== "purged") return;
				for (const seq of moderation.purges.get(entry.rev)?.seqs ?? []) {
					const known = view.get(seq);
					if (known) removed.set(seq, (removed.get(seq) ?? new Map()).set(entry.rev, withoutRev(known)));
				}
			},
			after(entry, view) {
				for (const seq of changedBy(entry, moderation)) {
					const message = view.get(seq);
					if (!message) continue;
					const place = `${seq} at revision ${message.rev}`;
					const text = textOf(message);
					const before = states.get(place);
					if (before === undefined) states.set(place, text);
					else if (before !== text) findings.add("mismatches", `${place} is ${before}, and for ${who} it is ${text}`);
				}
			},
		});
	const restored = new Map<string, { rev: number; message: Seen }>();
	for (const entry of [...people.values()].flat())
		if (entry.e === "restored")
			for (const message of entry.messages) restored.set(`${entry.rev} ${message.seq}`, { rev: entry.rev, message });
	for (const { rev, message } of restored.values()) {
		const revs = [...(removed.get(message.seq) ?? [])].filter(([purge]) => purge < rev);
		const [, before] = revs.toSorted(([a], [b]) => a - b).at(-1) ?? [];
		const now = withoutRev(message);
		if (before !== undefined && before !== now)
			findings.add("mismatches", `${message.seq} was ${before}, and returned at revision ${rev} as ${now}`);
	}
}

const withoutRev = (message: Seen) => textOf({ ...message, rev: 0 });

/** The messages that an event says something of. */
function changedBy(entry: Entry, moderation: Moderation): number[] {
	switch (entry.e) {
		case "opened":
		case "messages":
		case "restored":
			return entry.messages.map(({ seq }) => seq);
		case "purged":
			return moderation.purges.get(entry.rev)?.seqs ?? [];
		case "updated":
			return [entry.message.seq];
		case "deleted":
		case "reaction":
		case "vote":
			return [entry.seq];
		default:
			return [];
	}
}
