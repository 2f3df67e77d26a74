import type { Entry, Seen } from "../event-log";
import type { Findings } from "./findings";

const mostMissed = 200;

/**
 * Checks what each connection of a user received against the contract: from an answer to channel:open on, each revision
 * once, in order, without gaps, and likewise the sequence numbers of new messages.
 */
export function checkConnections(name: string, entries: Entry[], findings: Findings): { deliveries: number } {
	let live: Live | undefined;
	let opened = 0;
	let deliveries = 0;
	for (const entry of entries) {
		const where = `${name}, connection ${entry.c}`;
		switch (entry.e) {
			case "connected":
				live = undefined;
				break;
			case "opened":
				checkAnswer(where, entry, opened, findings);
				opened = Math.max(opened, entry.lastSeq);
				live = new Live(where, entry.lastSeq, entry.lastRev, findings);
				break;
			case "messages":
				if (entry.messages.at(-1)?.rev !== entry.rev)
					findings.add(
						"contract",
						`${where}: a messages event with the revision ${entry.rev} ends at ${entry.messages.at(-1)?.rev}`,
					);
				deliveries += entry.messages.length;
				for (const { rev, seq } of entry.messages) live?.receive(rev, seq);
				break;
			case "updated":
			case "deleted":
			case "reaction":
			case "vote":
				live?.receive(entry.rev);
				break;
			case "refused":
				findings.add("contract", `${where}: ${entry.what} was answered ${entry.code}`);
		}
		if (!live && ["messages", "updated", "deleted", "reaction", "vote"].includes(entry.e))
			findings.add("contract", `${where}: a ${entry.e} event before the channel was open`);
	}
	return { deliveries };
}

/** A connection's state from one answer to channel:open to the next. */
class Live {
	private readonly received = new Set<number>();

	constructor(
		private readonly where: string,
		private seq: number,
		private rev: number,
		private readonly findings: Findings,
	) {
		this.from = rev;
	}
	private readonly from: number;

	/** Records a change with this revision; `seq` is set for a new message. */
	receive(rev: number, seq?: number): void {
		if (rev <= this.rev) {
			const again = rev <= this.from || this.received.has(rev);
			this.findings.add(again ? "doubled" : "reordered", `${this.where}: revision ${rev} after ${this.rev}`);
			return void this.received.add(rev);
		}
		if (rev > this.rev + 1)
			this.findings.add("holes", `${this.where}: revision ${rev} after ${this.rev}`, rev - this.rev - 1);
		// After a gap the next sequence number is unknown, but it is never lower.
		else if (seq !== undefined && seq !== this.seq + 1)
			this.findings.add(seq > this.seq ? "holes" : "doubled", `${this.where}: message ${seq} after ${this.seq}`);
		if (seq !== undefined) this.seq = Math.max(this.seq, seq);
		this.rev = rev;
		this.received.add(rev);
	}
}

/** Checks an answer to channel:open: ascending, complete where it says so, and never behind the known state. */
function checkAnswer(
	where: string,
	{ afterSeq, lastSeq, complete, messages }: Extract<Entry, { e: "opened" }>,
	opened: number,
	findings: Findings,
): void {
	if (lastSeq < opened || lastSeq < afterSeq)
		findings.add("contract", `${where}: the head went back from ${Math.max(opened, afterSeq)} to ${lastSeq}`);
	const came = messages.filter(({ seq }) => seq > afterSeq);
	checkAscending(where, messages, findings);
	came.forEach(({ seq }, index) => {
		if (seq !== afterSeq + 1 + index)
			findings.add("holes", `${where}: ${seq} in an answer to what came after ${afterSeq}`);
	});
	const missed = lastSeq - afterSeq;
	if (complete && came.length !== missed)
		findings.add(
			"holes",
			`${where}: a complete answer with ${came.length} of ${missed} messages`,
			Math.abs(missed - came.length),
		);
	if (!complete && (came.length === 0 || came.length > mostMissed))
		findings.add("contract", `${where}: an answer with ${came.length} messages that says there are more`);
}

function checkAscending(where: string, messages: Seen[], findings: Findings): void {
	for (const [index, { seq }] of messages.entries())
		if (index > 0 && seq <= (messages[index - 1]?.seq ?? 0))
			findings.add("reordered", `${where}: ${seq} after ${messages[index - 1]?.seq} in one answer`);
}
