import { sentinelTimes } from "./heartbeat-sender";
import { endsMembership, type Heard, serverOf } from "./recorder";

/** Where the person's sockets are, where the act is done, and when after its answer all must be silent. */
export type Ground = {
	home: string;
	act: string;
	/** Within this time of the answer the sockets must have been told: on one node that is only the time a busy machine takes to read. */
	toldWithinMs: number;
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
	untold: number;
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
		const none = { times: 0, after: 0, late: 0, untold: 0, accepted: 0, sentinels: 0, slowestMs: 0 };
		this.tally = { way, ...none, findings: [] };
	}

	isOf(heard: Heard, serverId: number): boolean {
		return serverOf(heard, this.channels) === serverId;
	}

	/** One connection: told in time, nothing of the server behind that, and nothing that was sent after the answer. */
	judge(
		heard: Heard[],
		serverId: number,
		answered: number,
		{ isLast = (one: Heard) => endsMembership(one, serverId), isPrompt = true } = {},
	): void {
		const last = heard.findIndex(isLast);
		const end = heard[last];
		if (!end) {
			this.tally.untold++;
			this.say("a connection was not told");
			return;
		}
		for (const one of heard.slice(last + 1)) if (this.isOf(one, serverId)) this.count("after", one, answered);
		for (const one of heard)
			for (const sentAt of this.isOf(one, serverId) ? sentinelTimes(one) : [])
				if (sentAt > answered + this.ground.leakMs) this.count("late", one, answered);
		if (!isPrompt) return;
		this.tally.slowestMs = Math.max(this.tally.slowestMs, Math.round(end.t - answered));
		if (end.t - answered > this.ground.toldWithinMs) this.count("late", end, answered);
	}

	count(fault: "after" | "late", { t, event }: Heard, answered: number): void {
		this.tally[fault]++;
		this.say(`${event}, ${Math.round(t - answered)} ms after the answer (${fault})`);
	}

	/** Something was let in that should have been refused. */
	accept(sentence: string): void {
		this.tally.accepted++;
		this.say(sentence);
	}

	private say(sentence: string): void {
		if (this.tally.findings.length < 10) this.tally.findings.push(`${this.tally.way}: ${sentence}`);
	}
}
