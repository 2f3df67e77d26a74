import type { Entry, Seen } from "../event-log";
import type { Findings } from "./findings";
import type { Moderation } from "./moderation";

/** An incomplete response holds at most this many of the missed messages. */
const maxMissed = 200;
const ofAnOpenChannel: Entry["e"][] = ["messages", "updated", "deleted", "reaction", "vote", "purged", "restored"];

/**
 * Checks the events of each connection of a user: after the response to `channel:open` every revision arrives once, in
 * order and without gaps, and so do the sequence numbers of new messages.
 */
export function checkConnections(
	name: string,
	entries: Entry[],
	moderation: Moderation,
	findings: Findings,
): { deliveries: number } {
	let open: OpenChannel | undefined;
	let opened = 0;
	let deliveries = 0;
	for (const entry of entries) {
		const where = `${name}, connection ${entry.c}`;
		switch (entry.e) {
			case "connected":
				open = undefined;
				break;
			case "opened":
				checkSnapshot(where, entry, opened, findings);
				opened = Math.max(opened, entry.lastSeq);
				open = new OpenChannel(where, entry.lastSeq, entry.lastRev, findings);
				break;
			case "messages":
				if (entry.messages.at(-1)?.rev !== entry.rev)
					findings.add(
						"contract",
						`${where}: a messages event with the revision ${entry.rev} ends at ${entry.messages.at(-1)?.rev}`,
					);
				deliveries += entry.messages.length;
				for (const { rev, seq } of entry.messages) open?.receive(rev, seq);
				break;
			case "updated":
			case "deleted":
			case "reaction":
			case "vote":
			case "purged":
			case "restored":
				open?.receive(entry.rev);
				break;
			case "refused":
				if (entry.code === "timed_out" && moderation.isTimedOut(name, entry.t, entry.t)) break;
				findings.add("contract", `${where}: ${entry.what} was answered ${entry.code}`);
		}
		if (!open && ofAnOpenChannel.includes(entry.e))
			findings.add("contract", `${where}: a ${entry.e} event before the channel was open`);
	}
	return { deliveries };
}

/** The position of a connection in the channel, from one response to `channel:open` to the next. */
class OpenChannel {
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
		// After a gap in the revisions the next sequence number is unknown, so it is checked only without one.
		else if (seq !== undefined && seq !== this.seq + 1)
			this.findings.add(seq > this.seq ? "holes" : "doubled", `${this.where}: message ${seq} after ${this.seq}`);
		if (seq !== undefined) this.seq = Math.max(this.seq, seq);
		this.rev = rev;
		this.received.add(rev);
	}
}

/**
 * Checks a response to `channel:open`: its messages ascend and follow `afterSeq` without gaps, none is missing if it is
 * `complete`, and its head is not behind an earlier one.
 */
function checkSnapshot(
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
			findings.add("holes", `${where}: ${seq} in a response with the messages after ${afterSeq}`);
	});
	const missed = lastSeq - afterSeq;
	if (complete && came.length !== missed)
		findings.add(
			"holes",
			`${where}: a complete response with ${came.length} of ${missed} messages`,
			Math.abs(missed - came.length),
		);
	if (!complete && (came.length === 0 || came.length > maxMissed))
		findings.add("contract", `${where}: an incomplete response with ${came.length} messages`);
}

function checkAscending(where: string, messages: Seen[], findings: Findings): void {
	for (const [index, { seq }] of messages.entries())
		if (index > 0 && seq <= (messages[index - 1]?.seq ?? 0))
			findings.add("reordered", `${where}: ${seq} after ${messages[index - 1]?.seq} in one response`);
}
