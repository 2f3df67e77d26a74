import { setTimeout as sleep } from "node:timers/promises";
import { now, spread } from "../statistics";
import { RawSocket } from "./raw-socket";

type Listener = { socket: RawSocket; channelId: number; next: number; received: number };

/**
 * This many listeners parse everything they receive; for the others, only the first and last number of each event is
 * read.
 */
const thorough = 10;
const atOnce = 20;
const timeoutMs = 60_000;

const MESSAGES = Buffer.from('42["messages"');
const SEQ = Buffer.from('"seq":');
const MARK = Buffer.from('"content":"latency ');
/** The send time in messages of full-speed senders, on the clock shared by all processes. */
const AT = /"content":"at (\d+\.\d+) /g;

type Connect = { url: string; cookies: string[]; channelId: number; count?: number };

let listeners: Listener[] = [];
let arriving = 0;
let doubled = 0;
let wrong: string[] = [];
let lastAt = 0;
let sentAt: number[] = [];
let latencies: number[] = [];

/** Listeners: many connections in one process, each with one channel open. */
export const receivers = {
	/** Connects more listeners, distributed over these users. */
	async connect({ url, cookies, channelId, count = cookies.length }: Connect): Promise<void> {
		for (let from = 0; from < count; from += atOnce) {
			const more = Array.from({ length: Math.min(atOnce, count - from) }, (_, n) =>
				listen(url, cookies[(from + n) % cookies.length] ?? "", channelId),
			);
			await Promise.all(more);
		}
	},

	/** Sends `count` messages at an even rate, from one listener after the other, and measures each delivery. */
	async latency({ count, perSecond, senders }: { count: number; perSecond: number; senders: number }) {
		await receivers.begin({});
		sentAt = [];
		const start = performance.now();
		const acks: Promise<number>[] = [];
		for (let n = 0; n < count; n++) {
			await sleep(start + (n * 1000) / perSecond - performance.now());
			const sender = listeners[n % senders];
			if (!sender) throw new Error("No listener is connected.");
			const payload = { channelId: sender.channelId, nonce: crypto.randomUUID(), content: `latency ${n}` };
			const sent = performance.now();
			sentAt[n] = sent;
			acks.push(sender.socket.ask("message:send", JSON.stringify(payload)).then(({ at }) => at - sent));
		}
		const acknowledged = await Promise.all(acks);
		await until(() => latencies.length >= count * listeners.length, 10_000);
		sentAt = [];
		return {
			expected: count * listeners.length,
			deliveries: latencies.length,
			wrong: wrong.length,
			delivered: spread(latencies),
			acknowledged: spread(acknowledged),
		};
	},

	/** Clears what was received so far. */
	async begin(_: object): Promise<void> {
		for (const listener of listeners) listener.received = 0;
		doubled = 0;
		wrong = [];
		latencies = [];
	},

	/**
	 * Waits until all listeners have received the last message of their channel, and returns what arrived since `begin`.
	 */
	async end({ lastSeqs }: { lastSeqs: Record<number, number> }) {
		const complete = await until(
			() => listeners.every(({ next, channelId }) => next > (lastSeqs[channelId] ?? 0)),
			timeoutMs,
		);
		return {
			complete,
			deliveries: listeners.reduce((all, { received }) => all + received, 0),
			/** Duplicates, which are included in the deliveries. */
			doubled,
			wrong: wrong.length,
			firstWrong: wrong[0],
			lastAt,
			/** As measured by the listeners that parse everything. */
			delivered: spread(latencies),
		};
	},

	async disconnect(_: object): Promise<void> {
		for (const { socket } of listeners) socket.close();
		listeners = [];
		arriving = 0;
	},
};

async function listen(url: string, cookie: string, channelId: number): Promise<void> {
	const isThorough = arriving++ < thorough;
	const socket = await RawSocket.open(url, cookie, !isThorough);
	const listener: Listener = { socket, channelId, next: 0, received: 0 };
	listeners.push(listener);
	// The first event and the answer with the starting position may arrive together: the answer always comes first.
	socket.onEvent = (event, at) => receive(listener, event, at, isThorough);
	const { text } = await socket.ask("channel:open", JSON.stringify({ channelId }));
	const opened = JSON.parse(text) as { ok: boolean; lastSeq: number };
	if (!opened.ok) throw new Error(text);
	if (listener.next === 0) listener.next = opened.lastSeq + 1;
}

function receive(listener: Listener, event: Buffer, at: number, isThorough: boolean): void {
	if (event.compare(MESSAGES, 0, MESSAGES.length, 0, MESSAGES.length) !== 0) return;
	const first = numberAt(event, event.indexOf(SEQ) + SEQ.length);
	const last = numberAt(event, event.lastIndexOf(SEQ) + SEQ.length);
	if (listener.next !== 0 && first !== listener.next) wrong.push(`${first} came where ${listener.next} was due`);
	if (isThorough) check(event, listener.channelId, first, last);
	doubled += Math.max(0, Math.min(listener.next, last + 1) - first);
	listener.next = Math.max(listener.next, last + 1);
	listener.received += last - first + 1;
	lastAt = now();
	if (sentAt.length === 0) return;
	for (let marker = event.indexOf(MARK); marker >= 0; marker = event.indexOf(MARK, marker + 1)) {
		const sent = sentAt[numberAt(event, marker + MARK.length)];
		if (sent !== undefined) latencies.push(at - sent);
	}
}

/** Checks an event completely: every message intact, in order, none missing between the first and the last. */
function check(event: Buffer, channel: number, first: number, last: number): void {
	const text = event.toString("utf8", 2);
	const moment = now();
	for (const [, at] of text.matchAll(AT)) latencies.push(moment - Number(at));
	const [, { channelId, rev, messages }] = JSON.parse(text) as [
		string,
		{ channelId: number; rev: number; messages: { seq: number; rev: number; content: string; nonce: string }[] },
	];
	if (channelId !== channel || rev !== messages.at(-1)?.rev || messages.length !== last - first + 1)
		wrong.push(`an event of ${messages.length} messages from ${first} to ${last}`);
	for (const [index, { seq, content, nonce }] of messages.entries())
		if (seq !== first + index || !content || !nonce) wrong.push(`message ${seq} in place of ${first + index}`);
}

function numberAt(bytes: Buffer, from: number): number {
	let value = 0;
	for (let at = from; ; at++) {
		const digit = (bytes[at] ?? 0) - 48;
		if (digit < 0 || digit > 9) return value;
		value = value * 10 + digit;
	}
}

async function until(holds: () => boolean, timeoutMs: number): Promise<boolean> {
	for (const end = performance.now() + timeoutMs; performance.now() < end; await sleep(5)) if (holds()) return true;
	return false;
}
