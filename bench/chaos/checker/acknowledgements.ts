import type { Entry, Final, Seen } from "../event-log";
import type { Findings } from "./findings";
import type { Moderation } from "./moderation";

export type SentMessage = { by: string; nonce: string; content: string; sentAt: number; acknowledgedAt?: number };
export const keyOf = (by: string, nonce: string) => `${by} ${nonce}`;

/** Returns all messages that were sent, by author and nonce. A message sent again keeps its first time. */
export function allSent(people: Map<string, Entry[]>): Map<string, SentMessage> {
	const sent = new Map<string, SentMessage>();
	for (const [by, entries] of people)
		for (const entry of entries) {
			if (entry.e === "sent" && !sent.has(keyOf(by, entry.nonce)))
				sent.set(keyOf(by, entry.nonce), { by, nonce: entry.nonce, content: entry.content, sentAt: entry.t });
			const known = entry.e === "acknowledged" ? sent.get(keyOf(by, entry.nonce)) : undefined;
			if (known) known.acknowledgedAt ??= entry.t;
		}
	return sent;
}

/**
 * Checks the log: messages are numbered 1, 2, 3 …, each has a revision of its own unless it was removed or restored
 * together with others, no nonce occurs twice for an author, and every message was sent.
 */
export function checkLog(
	final: Final,
	sent: Map<string, SentMessage>,
	moderation: Moderation,
	findings: Findings,
): void {
	const seen = new Set<string>();
	const revs = new Map<number, number>();
	let expected = 1;
	for (const { seq, rev, by, nonce } of final.messages) {
		if (seq > expected) findings.add("holes", `the log goes from ${expected - 1} to ${seq}`, seq - expected);
		if (seq < expected) findings.add("reordered", `in the log ${seq} comes after ${expected - 1}`);
		expected = Math.max(expected, seq + 1);
		if (seen.has(keyOf(by, nonce))) findings.add("doubled", `the log holds ${nonce} of ${by} again as ${seq}`);
		seen.add(keyOf(by, nonce));
		const other = revs.get(rev);
		const isShared = other === undefined || moderation.haveChangedTogether(rev, other, seq);
		if (!isShared || rev < 1 || rev > final.lastRev) findings.add("contract", `message ${seq} has the revision ${rev}`);
		revs.set(rev, seq);
		if (!sent.has(keyOf(by, nonce))) findings.add("mismatches", `message ${seq} was never sent: ${nonce} of ${by}`);
	}
	if (expected !== final.lastSeq + 1)
		findings.add(
			"holes",
			`the head is ${final.lastSeq} and the log ends at ${expected - 1}`,
			Math.abs(final.lastSeq + 1 - expected),
		);
}

/** Checks that every acknowledged message is in the log, under the acknowledged number. */
export function checkAcknowledgements(people: Map<string, Entry[]>, final: Final, findings: Findings): void {
	const bySeq = new Map(final.messages.map((message) => [message.seq, message]));
	const kept = new Set(final.messages.map(({ by, nonce }) => keyOf(by, nonce)));
	for (const [by, entries] of people)
		for (const entry of entries) {
			if (entry.e !== "acknowledged") continue;
			const { seq } = entry.message;
			if (!kept.has(keyOf(by, entry.nonce))) findings.add("lost", `${entry.nonce} of ${by}, acknowledged as ${seq}`);
			const logged = bySeq.get(seq);
			if (!isSame(logged, by, entry.nonce))
				findings.add(
					"falseAcknowledgements",
					`${entry.nonce} of ${by} as ${seq}, which holds ${logged?.nonce ?? "nothing"}`,
				);
			if (!isSame(entry.message, by, entry.nonce))
				findings.add("falseAcknowledgements", `${entry.nonce} of ${by} was answered with ${entry.message.nonce}`);
		}
}

const isSame = (message: Seen | undefined, by: string, nonce: string) => message?.by === by && message.nonce === nonce;

/**
 * Checks that sequence numbers follow time: a message first sent after another was acknowledged must have the greater
 * number, also if their authors differ. All event logs of a run use the same clock.
 */
export function checkOrder(final: Final, sent: Map<string, SentMessage>, findings: Findings): void {
	const events: { at: number; sent: boolean; seq: number }[] = [];
	for (const { seq, by, nonce } of final.messages) {
		const known = sent.get(keyOf(by, nonce));
		if (!known) continue;
		events.push({ at: known.sentAt, sent: true, seq });
		if (known.acknowledgedAt !== undefined) events.push({ at: known.acknowledgedAt, sent: false, seq });
	}
	// At the same time, the message counts as sent before the other was acknowledged, so that their order is free.
	events.sort((a, b) => a.at - b.at || Number(b.sent) - Number(a.sent));
	let newest = 0;
	for (const { sent, seq } of events) {
		if (!sent) newest = Math.max(newest, seq);
		else if (seq < newest) findings.add("reordered", `${seq} was first sent after ${newest} had been acknowledged`);
	}
}
