import type { Attachment, Message, WireError } from "@/lib/realtime/protocol";
import { createEmitter } from "../create-store";
import { type KeyValueStorage, keysWith, readJson, writeJson } from "../safe-storage";
import { closingCodes } from "./channel-feed";

/** A pending message. It is in the browser's storage until it is acknowledged. */
export type Outgoing = {
	nonce: string;
	channelId: number;
	content: string;
	replyTo: number | null;
	/** Uploaded files that wait for this message. */
	attachments?: Attachment[];
	/** In a thread: also sent to the channel. */
	echo?: boolean;
	writtenAt: number;
	/** The tab that sends it. */
	tab: string;
	/** The reason it is not retried automatically. */
	failure: WireError | null;
	/** Its seq, once acknowledged: it stays until the log contains it. */
	seq: number | null;
};

export type SendError = { error: WireError };
export type SendMessage = (
	message: Pick<Outgoing, "channelId" | "nonce" | "content"> & {
		replyTo?: number;
		attachmentIds?: number[];
		echo?: boolean;
	},
) => Promise<{ message: Message } | SendError>;

type Options = {
	userId: number;
	tab: string;
	storage: KeyValueStorage;
	send: SendMessage;
	acknowledged?: (message: Message) => void;
	/** The author has lost access to the channel of these unsent messages. */
	lost?: (items: readonly Outgoing[]) => void;
	wait?: (ms: number) => Promise<void>;
};

/** Temporary errors, after which the message is retried. Others need the author's decision. */
const retryableCodes = new Set(["rate_limited", "slow_mode", "unavailable", "unauthenticated"]);
const maxTimeouts = 3;
const shownAfterAckMs = 4000;

/**
 * Sends messages, each channel's in the order they were written, one after another. After a failure of the connection,
 * the tab or the server, a message is retried with its own nonce, so that it arrives once.
 */
export class Outbox {
	private items: readonly Outgoing[] = [];
	private readonly changes = createEmitter();
	private readonly sending = new Set<number>();
	private connected = false;
	/** The server's delay between messages of a channel, while any of them waits: a rate limit, or slow mode. */
	private readonly pauses = new Map<number, number>();
	private stopped = false;
	/** Messages that did not fit in the storage: they are sent, but would not survive a reload. */
	private readonly unstored = new Set<string>();
	/** Those of channels that the author has lost access to. */
	private readonly lost = new Set<string>();
	/** The number of messages taken over from closed tabs. */
	private takenOver = 0;

	constructor(private readonly options: Options) {
		this.reload();
	}

	subscribe = this.changes.subscribe;
	getSnapshot = () => this.items;
	getTakenOver = () => this.takenOver;

	add(message: Pick<Outgoing, "nonce" | "channelId" | "content" | "replyTo" | "attachments" | "echo">): void {
		const last = this.items.at(-1)?.writtenAt ?? 0;
		const writtenAt = Math.max(Date.now(), last + 1);
		this.put({ ...message, writtenAt, tab: this.options.tab, failure: null, seq: null });
		void this.drain(message.channelId);
	}

	retry(nonce: string): void {
		const item = this.items.find((one) => one.nonce === nonce);
		if (!item) return;
		this.put({ ...item, failure: null, tab: this.options.tab });
		void this.drain(item.channelId);
	}

	/** Discards a message. If its request is in flight it may still arrive, and is then shown as usual. */
	remove(nonce: string): void {
		writeJson(this.keyOf(nonce), null, this.options.storage);
		this.set(this.items.filter((one) => one.nonce !== nonce));
	}

	/** The log contains these: removes them. */
	settle(nonces: readonly string[]): void {
		for (const nonce of nonces) if (this.items.some((one) => one.nonce === nonce)) this.remove(nonce);
	}

	setConnected(connected: boolean): void {
		this.connected = connected;
		if (!connected) return;
		for (const channelId of new Set(this.items.map((one) => one.channelId))) void this.drain(channelId);
	}

	/** The approximate time until all messages are sent, in ms, under a rate limit or in slow mode; otherwise 0. */
	pausedMs(channelId: number): number {
		const waiting = this.items.filter((one) => one.channelId === channelId && !one.failure && one.seq === null);
		return (this.pauses.get(channelId) ?? 0) * waiting.length;
	}

	/** Another tab wrote or sent a message, or this one was just opened. */
	reload(): void {
		if (this.stopped) return;
		const kept = this.items.filter(
			({ seq, nonce }) => seq !== null || this.unstored.has(nonce) || this.lost.has(nonce),
		);
		const stored = this.stored().filter((one) => !kept.some(({ nonce }) => nonce === one.nonce));
		this.set([...stored, ...kept].toSorted((a, b) => a.writtenAt - b.writtenAt));
	}

	/** Takes over the messages of closed tabs. */
	takeOver(isAlive: (tab: string) => boolean): void {
		for (const item of this.items) {
			if (item.tab === this.options.tab || item.seq !== null || isAlive(item.tab)) continue;
			this.takenOver += 1;
			this.put({ ...item, tab: this.options.tab });
			void this.drain(item.channelId);
		}
	}

	stop(): void {
		this.stopped = true;
	}

	/** The session is over: deletes the messages from the storage. In this document they can still be copied. */
	wipe(): void {
		this.stop();
		for (const key of keysWith(this.prefix, this.options.storage)) writeJson(key, null, this.options.storage);
	}

	/** The author has lost access to a channel: the same for this tab's messages in it, which are not sent any more. */
	forgetChannel(channelId: number, failure: WireError): void {
		const isUnsent = (one: Outgoing) => one.channelId === channelId && one.seq === null && one.tab === this.options.tab;
		const unsent = this.items.filter(isUnsent);
		const news = unsent.filter(({ nonce }) => !this.lost.has(nonce));
		for (const { nonce } of unsent) {
			this.lost.add(nonce);
			writeJson(this.keyOf(nonce), null, this.options.storage);
		}
		this.set(this.items.map((one) => (isUnsent(one) ? { ...one, failure } : one)));
		if (news.length > 0) this.options.lost?.(news);
	}

	private async drain(channelId: number): Promise<void> {
		if (this.sending.has(channelId)) return;
		this.sending.add(channelId);
		let silences = 0;
		try {
			for (let item = this.next(channelId); item; item = this.next(channelId)) {
				const { nonce, content, replyTo, attachments = [], echo } = item;
				const answer = await this.options.send({
					channelId,
					nonce,
					content,
					...(replyTo ? { replyTo } : {}),
					...(attachments.length > 0 ? { attachmentIds: attachments.map(({ id }) => id) } : {}),
					...(echo ? { echo } : {}),
				});
				if (this.stopped) return;
				if ("message" in answer) {
					silences = 0;
					this.acknowledge(nonce, answer.message);
				} else if (retryableCodes.has(answer.error.code)) {
					if (answer.error.code === "unauthenticated") return;
					await this.pause(channelId, answer.error.retryAfterMs ?? 1000);
				} else if (answer.error.code === "network") {
					// Without a connection it waits for the next; repeated timeouts on a live one are a failure.
					silences += 1;
					if (this.connected && silences >= maxTimeouts) this.fail(nonce, answer.error);
				} else this.fail(nonce, answer.error);
			}
		} finally {
			this.sending.delete(channelId);
			if (this.pauses.delete(channelId)) this.changes.emit();
		}
	}

	private next(channelId: number): Outgoing | undefined {
		if (!this.connected || this.stopped) return undefined;
		return this.items.find(
			(one) => one.channelId === channelId && !one.failure && one.seq === null && one.tab === this.options.tab,
		);
	}

	private async pause(channelId: number, ms: number): Promise<void> {
		this.pauses.set(channelId, ms);
		this.changes.emit();
		await (this.options.wait ?? sleep)(ms);
	}

	private acknowledge(nonce: string, message: Message): void {
		writeJson(this.keyOf(nonce), null, this.options.storage);
		this.set(this.items.map((one) => (one.nonce === nonce ? { ...one, failure: null, seq: message.seq } : one)));
		this.options.acknowledged?.(message);
		setTimeout(() => this.remove(nonce), shownAfterAckMs);
	}

	private fail(nonce: string, failure: WireError): void {
		const item = this.items.find((one) => one.nonce === nonce);
		if (!item) return;
		if (closingCodes.has(failure.code)) this.forgetChannel(item.channelId, failure);
		else this.put({ ...item, failure });
	}

	private put(item: Outgoing): void {
		if (!this.stopped && !writeJson(this.keyOf(item.nonce), item, this.options.storage)) this.unstored.add(item.nonce);
		const others = this.items.filter((one) => one.nonce !== item.nonce);
		this.set([...others, item].toSorted((a, b) => a.writtenAt - b.writtenAt));
	}

	private set(items: readonly Outgoing[]): void {
		this.items = items;
		this.changes.emit();
	}

	get tab(): string {
		return this.options.tab;
	}

	/** One key a message, so that tabs never overwrite each other's. */
	private keyOf(nonce: string): string {
		return `${this.prefix}${nonce}`;
	}
	get prefix(): string {
		return `hearth.outbox.${this.options.userId}.`;
	}

	private stored(): Outgoing[] {
		const { storage } = this.options;
		return keysWith(this.prefix, storage)
			.map((key) => readJson(key, storage))
			.filter(isOutgoing);
	}
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const isOutgoing = (item: unknown): item is Outgoing =>
	typeof item === "object" && item !== null && "nonce" in item && "channelId" in item && "content" in item;
