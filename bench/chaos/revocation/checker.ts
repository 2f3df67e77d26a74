import { heartbeatTimes } from "./heartbeat-sender";
import { endsMembership, namesChannel, type Received, serverOf } from "./recorder";

/** Which instance has the user's sockets, which one handles the request, and the times within which access must end. */
export type Placement = {
	/** The address that the user's sockets connect to. */
	home: string;
	/** The address that takes away access. */
	act: string;
	/**
	 * The sockets must be notified within this time after the response. With one instance, it only allows for a busy
	 * machine.
	 */
	notifiedWithinMs: number;
	/**
	 * Messages sent later than this after the response must not arrive. It is zero if the request and the sockets share
	 * an instance.
	 */
	leakMs: number;
};

/** The results of repeating one way of losing access. */
export type Tally = {
	way: string;
	times: number;
	/** Events of the server that arrived after the event that ended access. */
	after: number;
	/** Messages that were sent after access had ended, and notifications that came too late. */
	late: number;
	/** Connections that never received the event that ends access. */
	unnotified: number;
	/** Messages, channel openings and sessions that were accepted although access had ended. */
	accepted: number;
	/** Messages that were acknowledged and are missing, stored twice or out of order, or were not restored. */
	lost: number;
	/** Heartbeats that another member received in the same time. */
	heartbeats: number;
	/** The longest time from a response to the event that ended access. */
	slowestMs: number;
	findings: string[];
};

/** Checks what connections received before and after access was taken away, and counts violations. */
export class AccessChecker {
	readonly tally: Tally;
	/** The server of each channel. */
	readonly channels = new Map<number, number>();

	constructor(
		way: string,
		private readonly placement: Placement,
	) {
		const none = { times: 0, after: 0, late: 0, unnotified: 0, accepted: 0, lost: 0, heartbeats: 0, slowestMs: 0 };
		this.tally = { way, ...none, findings: [] };
	}

	isOf(received: Received, serverId: number): boolean {
		return serverOf(received, this.channels) === serverId;
	}

	/**
	 * Checks one connection: it was notified in time, received no event of the server afterwards, and no message that was
	 * sent after the response at the time `answered`. With `taken`, only these channels and threads were taken away.
	 * `isPrompt` is false for connections that were offline meanwhile.
	 */
	check(
		received: Received[],
		serverId: number,
		answered: number,
		{ isLast = (one: Received) => endsMembership(one, serverId), isPrompt = true, taken = [] as number[] } = {},
	): void {
		const isTaken = (one: Received) =>
			taken.length > 0 ? taken.some((id) => namesChannel(one, id)) : this.isOf(one, serverId);
		const last = received.findIndex(isLast);
		const end = received[last];
		if (!end) {
			this.checkNotified(end, answered);
			return;
		}
		for (const one of received.slice(last + 1)) if (isTaken(one)) this.count("after", one, answered);
		for (const one of received)
			for (const sentAt of isTaken(one) ? heartbeatTimes(one) : [])
				if (sentAt > answered + this.placement.leakMs) this.count("late", one, answered);
		if (isPrompt) this.checkNotified(end, answered);
	}

	/** Checks that a connection received the event that notifies it of the change, in time. */
	checkNotified(event: Received | undefined, answered: number): void {
		if (!event) {
			this.tally.unnotified++;
			this.log("a connection was not notified");
			return;
		}
		this.tally.slowestMs = Math.max(this.tally.slowestMs, Math.round(event.t - answered));
		if (event.t - answered > this.placement.notifiedWithinMs) this.count("late", event, answered);
	}

	count(fault: "after" | "late", { t, event }: Received, answered: number): void {
		this.tally[fault]++;
		this.log(`${event}, ${Math.round(t - answered)} ms after the response (${fault})`);
	}

	/** Records a request that was accepted and should have been refused. */
	accept(sentence: string): void {
		this.tally.accepted++;
		this.log(sentence);
	}

	/** Records that an acknowledged message is not as it must be. */
	lose(sentence: string): void {
		this.tally.lost++;
		this.log(sentence);
	}

	private log(sentence: string): void {
		if (this.tally.findings.length < 10) this.tally.findings.push(`${this.tally.way}: ${sentence}`);
	}
}
