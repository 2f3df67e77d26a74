import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { mentionsOf } from "../markdown";
import type { RequestContext } from "../process/request-context";
import type { Message } from "../realtime/protocol";
import { tracedRequest } from "../tracing/traced";
import type { MessageInput } from "./message-input";

export type SendResult = { message: Message; existed: boolean };
/** A message to store. It may also be the copy of a reply that goes to the thread's channel. */
export type AppendInput = Omit<MessageInput, "echo"> & Pick<Message, "echoOf" | "mentions" | "emoji">;
export type QueuedMessage = {
	viewer: Viewer;
	input: AppendInput;
	/** The names in it that may be mentions. */
	names: string[];
	/** The request that sent it, if that is traced. */
	request?: RequestContext | undefined;
	resolve: (sent: SendResult) => void;
	reject: (error: unknown) => void;
};
/** Messages of one channel that are stored together. `done` lets the channel continue. */
export type Batch = { channelId: number; messages: QueuedMessage[]; done: () => void };
type QueueEntry = QueuedMessage | { work: () => Promise<void> };

/** Limits of a batch, and of the queue behind it. */
export const maxBatchSize = 256;
export const maxBatchBytes = 256 * 1024;
const maxQueueLength = 5000;

/**
 * The order of one channel's writes. One is in progress; messages that arrive meanwhile form the next batch, which is
 * taken when the group commit has a free lane.
 */
export class AppendQueue {
	private entries: QueueEntry[] = [];
	private isBusy = false;

	constructor(
		private readonly channelId: number,
		private readonly commits: { add(queue: AppendQueue): void },
		private readonly idle: () => void,
	) {}

	send(viewer: Viewer, input: AppendInput): Promise<SendResult> {
		// Parsed on arrival, not when the batch is built: a batch of hostile texts would block the event loop at once.
		const names = input.echoOf ? [] : mentionsOf(input.content);
		return new Promise((resolve, reject) =>
			this.enqueue({ viewer, input, names, request: tracedRequest(), resolve, reject }, reject),
		);
	}

	runExclusive<T>(work: () => Promise<T>): Promise<T> {
		return new Promise((resolve, reject) => this.enqueue({ work: () => work().then(resolve, reject) }, reject));
	}

	/** Takes the messages at the front that may be stored in one call. */
	takeBatch(): Batch {
		const messages: QueuedMessage[] = [];
		const nonces = new Set<string>();
		let bytes = 0;
		let carriesFiles = false;
		for (const entry of this.entries) {
			if ("work" in entry || messages.length >= maxBatchSize) break;
			bytes += bytesOf(entry);
			if (bytes > maxBatchBytes && messages.length > 0) break;
			// A repeated nonce in a later batch finds the stored message. In one batch, both could claim the same
			// attachments.
			if (nonces.has(entry.input.nonce)) break;
			if (carriesFiles && entry.input.attachmentIds?.length) break;
			carriesFiles ||= (entry.input.attachmentIds?.length ?? 0) > 0;
			nonces.add(entry.input.nonce);
			messages.push(entry);
		}
		this.entries.splice(0, messages.length);
		return { channelId: this.channelId, messages, done: () => this.next() };
	}

	private enqueue(entry: QueueEntry, reject: (error: unknown) => void): void {
		if (this.entries.length >= maxQueueLength) reject(tooBusy());
		else {
			this.entries.push(entry);
			if (!this.isBusy) this.next();
		}
	}

	private next(): void {
		const [first] = this.entries;
		this.isBusy = first !== undefined;
		if (!first) this.idle();
		else if ("work" in first) {
			this.entries.shift();
			void first.work().then(() => this.next());
		} else this.commits.add(this);
	}
}

/** The most bytes that a message's text can take. */
export const bytesOf = ({ input }: QueuedMessage): number => input.content.length * 3;

const tooBusy = () =>
	new AppError("rate_limited", "This channel is very busy. Try again in a second.", { retryAfterMs: 1000 });
