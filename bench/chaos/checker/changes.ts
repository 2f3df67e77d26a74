import type { Entry, Final, Seen } from "../event-log";
import type { Findings } from "./findings";

type Asked = { who: string; kind: string; seq: number; content: string; emoji: string; status?: number; tries: number };

/** Checks that all acknowledged edits, deletions, reactions, votes and pins are in the log. Returns their number. */
export function checkChanges(people: Map<string, Entry[]>, final: Final, findings: Findings): number {
	const bySeq = new Map<number, Asked[]>();
	let done = 0;
	for (const asked of allAsked(people)) {
		bySeq.set(asked.seq, [...(bySeq.get(asked.seq) ?? []), asked]);
		if (isDone(asked)) done++;
		else if (asked.status !== undefined && asked.status !== 404 && !isFull(asked))
			findings.add("contract", `${asked.who}: ${asked.kind} of ${asked.seq} was answered ${asked.status}`);
	}
	for (const message of final.messages) {
		const asked = bySeq.get(message.seq) ?? [];
		checkWords(message, asked, findings);
		if (message.deleted) continue;
		checkReactions(message, asked, findings);
		checkVotes(message, asked, findings);
		checkPin(message, asked, findings);
	}
	return done;
}

/** A channel holds at most a hundred pins. */
const isFull = ({ kind, status }: Asked) => kind === "pin" && status === 409;

const isDone = ({ status }: Asked) => status !== undefined && status < 300;

function allAsked(people: Map<string, Entry[]>): Asked[] {
	return [...people].flatMap(([who, entries]) => {
		const byId = new Map<number, Asked>();
		for (const entry of entries) {
			if (entry.e === "asked") byId.set(entry.id, { who, ...entry, tries: 0 });
			const known = entry.e === "answered" ? byId.get(entry.id) : undefined;
			if (known && entry.e === "answered") Object.assign(known, { status: entry.status, tries: entry.tries });
		}
		return [...byId.values()];
	});
}

function checkWords({ seq, content, deleted }: Seen, asked: Asked[], findings: Findings): void {
	const deletion = asked.find(({ kind }) => kind === "delete");
	const edit = asked.find(({ kind }) => kind === "edit");
	if (deletion && isDone(deletion) && !deleted) findings.add("lost", `the deletion of ${seq}, which was answered`);
	if (deleted && !deletion) findings.add("mismatches", `${seq} is deleted and nobody asked for it`);
	if (edit && isDone(edit) && !deleted && content !== edit.content)
		findings.add("lost", `the edit of ${seq}, which was answered`);
}

/** Checks each reaction's count: at least the number of acknowledged attempts, at most the number of all attempts. */
function checkReactions({ seq, reactions }: Seen, asked: Asked[], findings: Findings): void {
	const emojis = new Set([
		...Object.keys(reactions),
		...asked.flatMap(({ kind, emoji }) => (kind.endsWith("react") ? [emoji] : [])),
	]);
	for (const emoji of emojis) {
		const sets = asked.filter((one) => one.kind === "react" && one.emoji === emoji);
		const takings = asked.filter((one) => one.kind === "unreact" && one.emoji === emoji);
		const taken = ({ who }: Asked) => takings.find((taking) => taking.who === who);
		const least = sets.filter((set) => isDone(set) && !taken(set)).length;
		// An attempt whose answer was lost may have been carried out late, after the removal.
		const most = sets.filter((set) => {
			const taking = taken(set);
			return !(taking && isDone(taking) && taking.tries === 1 && set.tries === 1) && set.status !== 404;
		}).length;
		const count = reactions[emoji] ?? 0;
		if (count < least)
			findings.add("lost", `${least - count} of the ${emoji} on ${seq}, which were answered`, least - count);
		if (count > most) findings.add("mismatches", `${seq} has ${count} × ${emoji}, and at most ${most} were set`);
	}
}

/**
 * Checks that each user votes at most once: at least the number of acknowledged votes, at most the number of attempts.
 */
function checkVotes({ seq, votes = [] }: Seen, asked: Asked[], findings: Findings): void {
	for (const [option, count] of votes.entries()) {
		const tried = asked.filter(({ kind, emoji }) => kind === "vote" && emoji === String(option));
		const least = tried.filter(isDone).length;
		const most = tried.filter(({ status }) => status !== 404).length;
		if (count < least)
			findings.add("lost", `${least - count} votes for ${option} of ${seq}, which were answered`, least - count);
		if (count > most)
			findings.add("mismatches", `${option} of ${seq} has ${count} votes, and at most ${most} were given`);
	}
}

function checkPin({ seq, pinned = false }: Seen, asked: Asked[], findings: Findings): void {
	const tried = asked.filter(({ kind }) => kind === "pin");
	if (tried.some(isDone) && !pinned) findings.add("lost", `the pin of ${seq}, which was answered`);
	if (pinned && tried.length === 0) findings.add("mismatches", `${seq} is pinned and nobody asked for it`);
}
