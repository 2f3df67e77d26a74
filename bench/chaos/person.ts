import { io, type Socket } from "socket.io-client";
import type { Ack, ChannelSnapshot, ClientToServer, Message, ServerToClient } from "@/lib/realtime/protocol";
import { Changes } from "./changes";
import { ChaosConnection } from "./connection";
import { clock, type Entry, EventLog, fileOf, recordedContent, seenOf, threadOf } from "./event-log";
import type { PlannedChange } from "./plan";

export type Seat = { url: string; channelId: number; name: string; cookie: string; folder: string };

const timeoutMs = 5000;
const reconnectMs = 200;
/** The content of every poll. */
const pollContent = { question: "Which?", options: ["one", "two", "three"] };
/** Errors that an outage explains; any other error is recorded as a refusal. */
const PASSING = ["unavailable", "rate_limited"];

type WithoutClock<T> = T extends unknown ? Omit<T, "t" | "c"> : never;

/**
 * A simulated user who never gives up: reconnects when cut off, catches up by sequence number, resends unacknowledged
 * messages with their nonce, and records everything.
 */
export class Person {
	readonly line = new ChaosConnection();
	private readonly socket: Socket<ServerToClient, ClientToServer>;
	private readonly journal: EventLog<Entry>;
	private readonly outbox = new Map<string, { content: string; poll: boolean }>();
	private readonly changes: Changes;
	private readonly acknowledged: number[] = [];
	private connection = 0;
	private opening = false;
	private seq = 0;
	private rev = 0;
	private caughtUp = false;
	private reconnecting: NodeJS.Timeout | undefined;

	constructor(private readonly seat: Seat) {
		this.journal = new EventLog(fileOf.person(seat.folder, seat.name));
		this.changes = new Changes(seat, (entry) => this.note(entry));
		this.socket = io(seat.url, {
			extraHeaders: { cookie: seat.cookie },
			transports: ["websocket"],
			forceNew: true,
			autoConnect: false,
			timeout: timeoutMs,
			reconnectionDelay: 100,
			reconnectionDelayMax: 500,
			// Node's agent, which the browser client's types do not include.
			agent: this.line as unknown as boolean,
		});
		this.socket.on("connect", () => this.arrive());
		this.socket.on("disconnect", (why) => {
			this.note({ e: "disconnected", why });
			if (!this.socket.active) this.reconnect();
		});
		this.socket.on("connect_error", (error: Error & { data?: { code?: string } }) => {
			if (error.data?.code) this.note({ e: "refused", what: "connect", code: error.data.code });
			if (!this.socket.active) this.reconnect();
		});
		this.listen();
	}

	get name(): string {
		return this.seat.name;
	}

	connect(): void {
		this.socket.connect();
	}

	post(nonce: string, content: string, poll: boolean): void {
		this.outbox.set(nonce, { content, poll });
		this.send(nonce, false);
	}

	change(planned: PlannedChange): void {
		this.changes.make(planned, this.seq);
	}

	/** The latest of this user's acknowledged messages, at most this many. */
	latest(count: number): number[] {
		return this.acknowledged.slice(-count);
	}

	/** Whether this user is connected and has opened the channel. */
	get hasCaughtUp(): boolean {
		return this.socket.connected && this.caughtUp;
	}

	/** Whether all changes that this user has requested were answered. */
	get isQuiet(): boolean {
		return this.changes.waiting === 0;
	}

	/** Whether everything sent and changed was answered, and everything up to this head was received. */
	isDone(head: { lastSeq: number; lastRev: number }): boolean {
		const received = this.caughtUp && this.seq >= head.lastSeq && this.rev >= head.lastRev;
		return received && this.outbox.size === 0 && this.isQuiet;
	}

	async leave(): Promise<void> {
		this.changes.stop();
		clearTimeout(this.reconnecting);
		this.socket.removeAllListeners().disconnect();
		this.line.destroy();
		await this.journal.close();
	}

	private note(entry: WithoutClock<Entry>): void {
		this.journal.write({ t: clock(), c: this.connection, ...entry } as Entry);
	}

	/** Where the server has refused or ended the connection, Socket.IO does not reconnect by itself. */
	private reconnect(): void {
		clearTimeout(this.reconnecting);
		this.reconnecting = setTimeout(() => this.socket.connect(), reconnectMs);
	}

	private arrive(): void {
		this.connection++;
		this.opening = false;
		this.caughtUp = false;
		this.note({ e: "connected" });
		this.open();
		for (const nonce of this.outbox.keys()) this.send(nonce, true);
	}

	/** Opens the channel from this user's position, repeatedly until nothing is missing. */
	private open(): void {
		if (this.opening || !this.socket.connected) return;
		this.opening = true;
		const { connection, seq: afterSeq } = this;
		// Uses a callback, because a promise would resolve after events that arrived behind the answer.
		this.socket
			.timeout(timeoutMs)
			.emit(
				"channel:open",
				{ channelId: this.seat.channelId, afterSeq, afterRev: this.rev },
				(error: Error | null, answer: Ack<ChannelSnapshot>) => {
					if (connection !== this.connection) return;
					this.opening = false;
					if (error) return this.open();
					if (!answer.ok) return this.later("channel:open", answer.error, () => this.open());
					const { lastSeq, changedUpTo } = answer;
					const lastRev = changedUpTo ?? answer.lastRev;
					const complete = answer.complete && changedUpTo === undefined;
					this.changes.see(answer.messages);
					this.note({ e: "opened", afterSeq, lastSeq, lastRev, complete, messages: answer.messages.map(seenOf) });
					this.seq = complete ? lastSeq : Math.max(afterSeq, answer.messages.at(-1)?.seq ?? 0);
					this.rev = lastRev;
					this.caughtUp = complete;
					if (!complete) this.open();
				},
			);
	}

	private listen(): void {
		this.socket.on("messages", ({ rev, messages }) => {
			this.note({ e: "messages", rev, messages: messages.map(seenOf) });
			this.changes.see(messages);
			this.received(rev, messages);
		});
		this.socket.on("message:updated", ({ rev, message }) => {
			this.note({ e: "updated", rev, message: seenOf(message) });
			this.received(rev, []);
		});
		this.socket.on("message:deleted", ({ rev, seq }) => {
			this.note({ e: "deleted", rev, seq });
			this.received(rev, []);
		});
		this.socket.on("reaction", ({ rev, seq, emoji, count }) => {
			this.note({ e: "reaction", rev, seq, emoji, count });
			this.received(rev, []);
		});
		this.socket.on("vote", ({ rev, seq, counts }) => {
			this.note({ e: "vote", rev, seq, counts });
			this.received(rev, []);
		});
		this.socket.on("messages:purged", ({ rev, actionId, seqs }) => {
			// Only the deletion of an account removes messages without an action.
			if (actionId === null) throw new Error("no account is deleted here");
			this.note({ e: "purged", rev, actionId, seqs });
			this.received(rev, []);
		});
		this.socket.on("messages:restored", ({ rev, messages }) => {
			this.note({ e: "restored", rev, messages: messages.map(seenOf) });
			this.received(rev, []);
		});
		this.socket.on("thread", ({ seq, thread }) => this.note({ e: "thread", seq, thread: threadOf(thread) }));
	}

	/** Advances this user's position; reopens the channel at once after a gap, as any client would. */
	private received(rev: number, born: Message[]): void {
		if (this.opening && !this.caughtUp) return;
		const first = rev - Math.max(1, born.length) + 1;
		if (first > this.rev + 1) this.open();
		if (first > this.rev + 1 || rev <= this.rev) return;
		for (const { seq } of born) if (seq === this.seq + 1) this.seq = seq;
		this.rev = rev;
	}

	private send(nonce: string, again: boolean): void {
		const sent = this.outbox.get(nonce);
		if (!sent || (again && !this.socket.connected)) return;
		const { content, poll } = sent;
		this.note({ e: "sent", nonce, content: recordedContent(content), again });
		if (!this.socket.connected) return;
		const { connection } = this;
		this.socket
			.timeout(timeoutMs)
			.emit(
				"message:send",
				{ channelId: this.seat.channelId, nonce, content, ...(poll && { poll: pollContent }) },
				(error: Error | null, answer: Ack<{ message: Message }>) => {
					if (!this.outbox.has(nonce)) return;
					// After a lost connection, the next one sends everything that still waits.
					if (error) return connection === this.connection ? this.send(nonce, true) : undefined;
					if (!answer.ok) return this.later("message:send", answer.error, () => this.send(nonce, true));
					this.outbox.delete(nonce);
					this.note({ e: "acknowledged", nonce, message: seenOf(answer.message) });
					this.acknowledged.push(answer.message.seq);
					this.changes.own(answer.message.seq);
				},
			);
	}

	private later(what: string, error: { code: string; retryAfterMs?: number }, again: () => void): void {
		if (!PASSING.includes(error.code)) this.note({ e: "refused", what, code: error.code });
		const { connection } = this;
		// A timeout may be lifted long before its end.
		const waitMs = error.code === "timed_out" ? 200 : (error.retryAfterMs ?? 200);
		setTimeout(() => connection === this.connection && again(), waitMs);
	}
}
