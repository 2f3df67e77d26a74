import type { Entry, ModerationEntry } from "../event-log";

/** An action of the moderator, with the times of its requests and responses; those that never came are infinite. */
export type Action = {
	n: number;
	subject: string;
	/** Null if everything that the subject wrote was to be removed. */
	listed: number[] | null;
	timeout: boolean;
	actionId: number;
	removed: number;
	askedAt: number;
	answeredAt: number;
	undoAskedAt: number;
	undoneAt: number;
	liftAskedAt: number;
	liftedAt: number;
	/** The messages that it removed, by the events that the users received. */
	seqs: Set<number>;
};

/** Another instance may still refuse for this time what is permitted again. */
const liftedWithinMs = 1000;

/** The numbers in ranges with both ends. */
export const seqsIn = (ranges: [from: number, to: number][]): number[] =>
	ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));

/** The actions of a run against users and their messages: the moderator's log, and what the users received of them. */
export class Moderation {
	readonly actions: Action[];
	/** The removed and the restored messages, by revision. */
	readonly purges = new Map<number, { actionId: number; seqs: number[] }>();
	readonly returns = new Map<number, number[]>();

	constructor(log: ModerationEntry[], people: Map<string, Entry[]>) {
		this.actions = actionsIn(log);
		for (const entry of [...people.values()].flat()) {
			if (entry.e === "purged") this.purges.set(entry.rev, { actionId: entry.actionId, seqs: seqsIn(entry.seqs) });
			if (entry.e === "restored")
				this.returns.set(
					entry.rev,
					entry.messages.map(({ seq }) => seq),
				);
		}
		const byId = new Map(this.actions.map((action) => [action.actionId, action]));
		for (const { actionId, seqs } of this.purges.values()) for (const seq of seqs) byId.get(actionId)?.seqs.add(seq);
	}

	/** How many messages of this channel an action has removed. */
	numberRemovedBy = (n: number): number => this.actions.find((action) => action.n === n)?.seqs.size ?? 0;

	/** The revisions of this channel in which an action has removed messages. It must be one. */
	revsOf = (actionId: number): number[] =>
		[...this.purges].flatMap(([rev, purge]) => (purge.actionId === actionId ? [rev] : []));

	/** Whether these messages were removed or restored together, in this revision. */
	haveChangedTogether(rev: number, ...seqs: number[]): boolean {
		const together = this.purges.get(rev)?.seqs ?? this.returns.get(rev) ?? [];
		return seqs.every((seq) => together.includes(seq));
	}

	/** Whether an action that was not undone has removed the message. */
	isRemoved = (seq: number): boolean => this.with(seq).some(({ undoneAt }) => undoneAt === Infinity);

	/** Whether the message may have been removed for a part of this time. */
	mayBeRemoved = (seq: number, from: number, to: number): boolean =>
		this.with(seq).some(({ askedAt, undoneAt }) => askedAt <= to && from <= undoneAt);

	/** Whether the message was removed for all of this time. */
	isSurelyRemoved = (seq: number, from: number, to: number): boolean =>
		this.with(seq).some(({ answeredAt, undoAskedAt }) => answeredAt <= from && to <= undoAskedAt);

	/** Whether the user may have been timed out for a part of this time. */
	isTimedOut = (who: string, from: number, to: number): boolean =>
		this.actions.some(
			({ subject, timeout, askedAt, undoneAt, liftedAt }) =>
				timeout && subject === who && askedAt <= to && from <= Math.min(undoneAt, liftedAt) + liftedWithinMs,
		);

	private with(seq: number): Action[] {
		return this.actions.filter(({ seqs }) => seqs.has(seq));
	}
}

function actionsIn(log: ModerationEntry[]): Action[] {
	const actions = new Map<number, Action>();
	const never = { answeredAt: Infinity, undoAskedAt: Infinity, undoneAt: Infinity };
	for (const entry of log) {
		const { t, n } = entry;
		if (entry.e === "act") {
			const { subject, seqs: listed, timeout } = entry;
			const times = { ...never, askedAt: t, liftAskedAt: Infinity, liftedAt: Infinity };
			actions.set(n, { n, subject, listed, timeout, actionId: 0, removed: 0, ...times, seqs: new Set() });
		}
		const action = actions.get(n);
		if (!action) continue;
		if (entry.e === "acted") Object.assign(action, { answeredAt: t, actionId: entry.actionId, removed: entry.removed });
		if (entry.e === "undo") action.undoAskedAt = t;
		if (entry.e === "undone") action.undoneAt = t;
		if (entry.e === "lift") action.liftAskedAt = t;
		if (entry.e === "lifted") action.liftedAt = t;
	}
	return [...actions.values()];
}
