import type { Entry, Final, Seen } from "../event-log";
import type { Findings } from "./findings";
import type { Moderation } from "./moderation";

type ChangeRequest = {
	/** When it was requested, and when the response came. */
	t: number;
	answeredAt: number;
	who: string;
	kind: string;
	seq: number;
	content: string;
	emoji: string;
	status?: number;
	tries: number;
};

/** Checks the edits, deletions, reactions, votes and pins in the log. Returns the number of acknowledged ones. */
export function checkChanges(
	people: Map<string, Entry[]>,
	final: Final,
	moderation: Moderation,
	findings: Findings,
): number {
	const bySeq = new Map<number, ChangeRequest[]>();
	const isForbidden = ({ who, kind, status, t, answeredAt }: ChangeRequest) =>
		status === 403 && kind !== "delete" && moderation.isTimedOut(who, t, answeredAt);
	let done = 0;
	for (const request of allRequests(people)) {
		bySeq.set(request.seq, [...(bySeq.get(request.seq) ?? []), request]);
		if (isDone(request)) done++;
		else if (request.status !== undefined && request.status !== 404 && !isFull(request) && !isForbidden(request))
			findings.add("contract", `${request.who}: ${request.kind} of ${request.seq} was answered ${request.status}`);
	}
	for (const message of final.messages) {
		const requests = bySeq.get(message.seq) ?? [];
		checkContent(message, requests, moderation, findings);
		if (message.deleted) continue;
		checkReactions(message, requests, findings);
		checkVotes(message, requests, findings);
		checkPin(message, requests, findings);
	}
	return done;
}

/** A pin is rejected if the channel has a hundred already. */
const isFull = ({ kind, status }: ChangeRequest) => kind === "pin" && status === 409;

const isDone = ({ status }: ChangeRequest) => status !== undefined && status < 300;

/** All requests of all users, each with its response. `status` is undefined if none came before the end of the run. */
function allRequests(people: Map<string, Entry[]>): ChangeRequest[] {
	return [...people].flatMap(([who, entries]) => {
		const byId = new Map<number, ChangeRequest>();
		for (const entry of entries) {
			if (entry.e === "asked") byId.set(entry.id, { who, ...entry, answeredAt: Infinity, tries: 0 });
			const known = entry.e === "answered" ? byId.get(entry.id) : undefined;
			if (known && entry.e === "answered")
				Object.assign(known, { status: entry.status, tries: entry.tries, answeredAt: entry.t });
		}
		return [...byId.values()];
	});
}

/**
 * Checks that a message is edited and deleted if this was acknowledged, and deleted only if this was requested. An
 * author's deletion of a message that is removed changes nothing, so the undo of the removal restores the message.
 */
function checkContent(
	{ seq, content, deleted }: Seen,
	requests: ChangeRequest[],
	moderation: Moderation,
	findings: Findings,
): void {
	const deletion = requests.find(({ kind }) => kind === "delete");
	const edit = requests.find(({ kind }) => kind === "edit");
	const isRemoved = moderation.isRemoved(seq);
	const timesOf = ({ t, answeredAt }: ChangeRequest) => [seq, t, answeredAt] as const;
	if (deletion && isDone(deletion) && !deleted && !moderation.mayBeRemoved(...timesOf(deletion)))
		findings.add("lost", `the deletion of ${seq}, which was answered`);
	if (isRemoved && !deleted) findings.add("lost", `the removal of ${seq} by the moderator`);
	if (deleted && !isRemoved && (!deletion || moderation.isSurelyRemoved(...timesOf(deletion))))
		findings.add("mismatches", `${seq} is deleted, and nobody requested it while it was there`);
	if (edit && isDone(edit) && !deleted && content !== edit.content)
		findings.add("lost", `the edit of ${seq}, which was answered`);
}

/** Checks each reaction's count: at least the acknowledged reactions that were not removed, at most all attempts. */
function checkReactions({ seq, reactions }: Seen, requests: ChangeRequest[], findings: Findings): void {
	const emojis = new Set([
		...Object.keys(reactions),
		...requests.flatMap(({ kind, emoji }) => (kind.endsWith("react") ? [emoji] : [])),
	]);
	for (const emoji of emojis) {
		const sets = requests.filter((one) => one.kind === "react" && one.emoji === emoji);
		const removals = requests.filter((one) => one.kind === "unreact" && one.emoji === emoji);
		const removalBy = ({ who }: ChangeRequest) => removals.find((removal) => removal.who === who);
		const least = sets.filter((set) => isDone(set) && !removalBy(set)).length;
		// A request whose response was lost may have been carried out after the removal, so only single attempts are certain.
		const most = sets.filter((set) => {
			const removal = removalBy(set);
			return !(removal && isDone(removal) && removal.tries === 1 && set.tries === 1) && set.status !== 404;
		}).length;
		const count = reactions[emoji] ?? 0;
		if (count < least)
			findings.add("lost", `${least - count} of the ${emoji} on ${seq}, which were answered`, least - count);
		if (count > most) findings.add("mismatches", `${seq} has ${count} × ${emoji}, and at most ${most} were set`);
	}
}

/** Checks each option's count: at least the acknowledged votes, at most all attempts. A user votes once in a poll. */
function checkVotes({ seq, votes = [] }: Seen, requests: ChangeRequest[], findings: Findings): void {
	for (const [option, count] of votes.entries()) {
		const tried = requests.filter(({ kind, emoji }) => kind === "vote" && emoji === String(option));
		const least = tried.filter(isDone).length;
		const most = tried.filter(({ status }) => status !== 404).length;
		if (count < least)
			findings.add("lost", `${least - count} votes for ${option} of ${seq}, which were answered`, least - count);
		if (count > most)
			findings.add("mismatches", `${option} of ${seq} has ${count} votes, and at most ${most} were given`);
	}
}

/** Checks that a message is pinned if this was acknowledged, and only if it was requested. */
function checkPin({ seq, pinned = false }: Seen, requests: ChangeRequest[], findings: Findings): void {
	const tried = requests.filter(({ kind }) => kind === "pin");
	if (tried.some(isDone) && !pinned) findings.add("lost", `the pin of ${seq}, which was answered`);
	if (pinned && tried.length === 0) findings.add("mismatches", `${seq} is pinned, and nobody requested it`);
}
