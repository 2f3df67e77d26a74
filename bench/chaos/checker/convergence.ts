import type { Entry, Final, OutageEntry } from "../event-log";
import { keyOf, type SentMessage } from "./acknowledgements";
import type { Findings } from "./findings";

type Step = { t: number; seq: number; rev: number };

type OneRevision = Extract<Entry, { e: "updated" | "deleted" | "reaction" | "vote" | "purged" | "restored" }>;
const takesOneRevision = (entry: Entry): entry is OneRevision =>
	["updated", "deleted", "reaction", "vote", "purged", "restored"].includes(entry.e);

/** Returns up to which number and revision a user had received everything, after each event. */
function progressOf(entries: Entry[]): Step[] {
	const steps: Step[] = [{ t: 0, seq: 0, rev: 0 }];
	let [seq, rev] = [0, 0];
	for (const entry of entries) {
		if (entry.e === "opened") {
			seq = entry.complete ? Math.max(seq, entry.lastSeq) : Math.max(seq, entry.messages.at(-1)?.seq ?? 0);
			rev = Math.max(rev, entry.lastRev);
		} else if (entry.e === "messages") {
			for (const message of entry.messages) {
				if (message.seq === seq + 1) seq = message.seq;
				if (message.rev === rev + 1) rev = message.rev;
			}
		} else if (takesOneRevision(entry)) {
			if (entry.rev === rev + 1) rev = entry.rev;
		} else continue;
		steps.push({ t: entry.t, seq, rev });
	}
	return steps;
}

/**
 * Measures for each recovery the milliseconds until all users had received the messages that were sent before it. Users
 * who do not have the whole log at the end of the run count as `unconverged`.
 */
export function checkConvergence(
	people: Map<string, Entry[]>,
	outages: OutageEntry[],
	final: Final,
	sent: Map<string, SentMessage>,
	findings: Findings,
): number[] {
	const progress = new Map([...people].map(([name, entries]) => [name, progressOf(entries)]));
	for (const [name, steps] of progress) {
		const { seq, rev } = steps.at(-1) ?? { seq: 0, rev: 0 };
		if (seq < final.lastSeq || rev < final.lastRev)
			findings.add("unconverged", `${name} ended at ${seq} (${rev}), the log at ${final.lastSeq} (${final.lastRev})`);
	}
	const sentAt = new Map(final.messages.map(({ seq, by, nonce }) => [seq, sent.get(keyOf(by, nonce))?.sentAt ?? 0]));
	return outages
		.filter(({ e }) => e === "back")
		.map(({ t: back }) => {
			const target = final.messages.reduce(
				(max, { seq }) => ((sentAt.get(seq) ?? 0) <= back ? Math.max(max, seq) : max),
				0,
			);
			const arrivals = [...progress.values()].map((steps) => steps.find(({ seq }) => seq >= target)?.t ?? Infinity);
			return Math.round(Math.max(0, Math.max(0, ...arrivals) - back));
		});
}
