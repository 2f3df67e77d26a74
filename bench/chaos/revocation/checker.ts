import { sentinelTimes } from "./heartbeat-sender";
import { endsMembership, type Received, serverOf } from "./recorder";

/**
 * The instance with the user's sockets, the one that handles the request, and when after its answer the sockets must be
 * silent.
 */
export type Ground = {
	home: string;
	act: string;
	/**
	 * The sockets must be notified within this time of the answer: on one instance it only covers the delay of a busy
	 * machine.
	 */
	notifiedWithinMs: number;
	/**
	 * Events sent later than this after the answer must never arrive: zero if the request and the sockets share an
	 * instance.
	 */
	leakMs: number;
};

/** The results of repeating one way of losing access. */
export type Tally = {
	way: string;
	times: number;
	/** Events of the server after the final `membership` event. */
	after: number;
	/** Events that arrived later than allowed after the answer. */
	late: number;
	unnotified: number;
	/** Messages, channel openings and sessions that were still accepted. */
	accepted: number;
	/** Messages that other members received in the same time. */
	sentinels: number;
	slowestMs: number;
	findings: string[];
};

/** Checks what connections received around an answer, and counts violations. */
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

	/**
	 * Checks one connection: notified in time, no event of the server after that, and none that was sent after the
	 * answer.
	 */
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

	/** Records a request that was accepted and should have been refused. */
	accept(sentence: string): void {
		this.tally.accepted++;
		this.log(sentence);
	}

	private log(sentence: string): void {
		if (this.tally.findings.length < 10) this.tally.findings.push(`${this.tally.way}: ${sentence}`);
	}
}
