import { sentinelTimes } from "./heartbeat-sender";
import { endsMembership, type Received, serverOf } from "./recorder";

/** Where the person's sockets are, where the act is done, and when after its answer all must be silent. */
export type Ground = {
	home: string;
	act: string;
	/** Within this time of the answer the sockets must have been told: on one node that is only the time a busy machine takes to read. */
	notifiedWithinMs: number;
	/** What was sent later than this after the answer must never arrive: zero where the act and the sockets share a node. */
	leakMs: number;
};

/** What repeating one way of losing access showed. */
export type Tally = {
	way: string;
	times: number;
	/** Events of the server behind the `membership` that ended it. */
	after: number;
	/** Events that came later than the answer allows. */
	late: number;
	unnotified: number;
	/** Messages, openings and sessions that were still accepted. */
	accepted: number;
	/** Messages that others heard in the silence. */
	sentinels: number;
	slowestMs: number;
	findings: string[];
};

/** Judges what connections heard around an answer, and keeps count. */
export class AccessChecker {
	readonly tally: Tally;
	/** The server of each channel. */
	readonly channels = new Map<number, number>();

	constructor(
		way: string,
		private readonly ground: Ground,
	) {
		const none = { times: 0, after: 0, late: 0, unnotified: 0, accepted: 0, sentinels: 0, slowestMs: 0 };
		this.tally = { way, ...none, findings: [] };
	}

	isOf(received: Received, serverId: number): boolean {
		return serverOf(received, this.channels) === serverId;
	}

	/** One connection: told in time, nothing of the server behind that, and nothing that was sent after the answer. */
	check(
		received: Received[],
		serverId: number,
		answered: number,
		{ isLast = (one: Received) => endsMembership(one, serverId), isPrompt = true } = {},
	): void {
		const last = received.findIndex(isLast);
		const end = received[last];
		if (!end) {
			this.tally.unnotified++;
			this.log("a connection was not told");
			return;
		}
		for (const one of received.slice(last + 1)) if (this.isOf(one, serverId)) this.count("after", one, answered);
		for (const one of received)
			for (const sentAt of this.isOf(one, serverId) ? sentinelTimes(one) : [])
				if (sentAt > answered + this.ground.leakMs) this.count("late", one, answered);
		if (!isPrompt) return;
		this.tally.slowestMs = Math.max(this.tally.slowestMs, Math.round(end.t - answered));
		if (end.t - answered > this.ground.notifiedWithinMs) this.count("late", end, answered);
	}

	count(fault: "after" | "late", { t, event }: Received, answered: number): void {
		this.tally[fault]++;
		this.log(`${event}, ${Math.round(t - answered)} ms after the answer (${fault})`);
	}

	/** Something was let in that should have been refused. */
	accept(sentence: string): void {
		this.tally.accepted++;
		this.log(sentence);
	}

	private log(sentence: string): void {
		if (this.tally.findings.length < 10) this.tally.findings.push(`${this.tally.way}: ${sentence}`);
	}
}
