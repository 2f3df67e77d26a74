import { channelNotFound } from "../auth/access";
import { isDatabaseUnavailable } from "../errors";
import { measureAppend } from "../metrics/measure-append";
import { log } from "../process/log";
import { outsideRequests } from "../process/request-context";
import { traced } from "../tracing/traced";
import { type AppendQueue, type Batch, bytesOf, maxBatchBytes, maxBatchSize } from "./append-queue";
import type { AppendResult } from "./append-result";
import { settle } from "./settle-batch";
import { appendAlone, appendTogether, isPlain } from "./store-batches";

declare module "../process/app-state" {
	interface AppState {
		groupCommit: GroupCommit;
	}
}

export type Store = {
	/** Stores batches of several channels in one transaction; a channel without a result was left out. */
	together(batches: Batch[]): Promise<Map<number, AppendResult>>;
	/** Stores one channel's batch. Returns null if the channel is gone. */
	alone(batch: Batch): Promise<AppendResult | null>;
	/** Whether a batch can be stored together with others. */
	isPlain(batch: Batch): boolean | Promise<boolean>;
};

const database: Store = {
	together: (batches) =>
		measureAppend(...(["common", batches, () => appendTogether(batches)] as const), (stored, { channelId }) =>
			stored.get(channelId),
		),
	alone: (batch) =>
		measureAppend(
			"own",
			[batch],
			() => appendAlone(batch),
			(stored) => stored,
		),
	isPlain,
};

/** While one lane waits for the disk, the other one prepares and settles. */
const maxLanes = 2;

/**
 * The group commit over channels. A lane stores what waits in any channels in one transaction: one round trip and one
 * write to the disk. There is no timer: an idle lane commits at once, and what arrives while all lanes are busy goes
 * into the next transaction. A channel that cannot be stored like that has a transaction of its own, which no other
 * channel waits for.
 */
export class GroupCommit {
	/** Channels with messages to store, in order of arrival. */
	private waiting: AppendQueue[] = [];
	private lanes = 0;
	/** Channels whose last transaction of their own failed: they would make every common one fail. */
	private readonly failing = new Set<number>();

	constructor(private readonly store: Store = database) {}

	/** The channel's front messages are stored soon. It is not added again before that batch is done. */
	add(queue: AppendQueue): void {
		this.waiting.push(queue);
		if (this.lanes >= maxLanes) return;
		this.lanes++;
		void outsideRequests(() => this.runLane());
	}

	private async runLane(): Promise<void> {
		// Messages that arrive in this turn of the event loop join the first transaction.
		await new Promise<void>((resolve) => setImmediate(resolve));
		while (this.waiting.length > 0) {
			const batches = this.take();
			const links = () => batches.flatMap(({ messages }) => messages.map(({ request }) => request));
			await traced("append", { links }, () => this.commit(batches));
		}
		this.lanes--;
	}

	/** Takes the waiting channels up to a bounded size; the others wait for the next transaction. */
	private take(): Batch[] {
		const batches: Batch[] = [];
		let size = 0;
		let bytes = 0;
		let taken = 0;
		for (const queue of this.waiting) {
			if (size >= maxBatchSize || bytes >= maxBatchBytes) break;
			const batch = queue.takeBatch();
			size += batch.messages.length;
			for (const message of batch.messages) bytes += bytesOf(message);
			batches.push(batch);
			taken++;
		}
		this.waiting.splice(0, taken);
		return batches;
	}

	private async commit(batches: Batch[]): Promise<void> {
		const together: Batch[] = [];
		const answers = batches.map((batch) => this.isPlain(batch));
		let soon: Promise<boolean> | undefined;
		for (const [index, batch] of batches.entries()) {
			let plain = answers[index];
			if (plain instanceof Promise) {
				// A server's keywords that are still being read delay only its own channels.
				soon ??= new Promise((resolve) => setImmediate(resolve, false));
				plain = await Promise.race([plain, soon]);
			}
			if (plain && !this.failing.has(batch.channelId)) together.push(batch);
			else void this.commitAlone(batch);
		}
		if (together.length > 0) await this.commitTogether(together);
	}

	/** A batch that cannot be checked is stored by itself. */
	private isPlain(batch: Batch): boolean | Promise<boolean> {
		try {
			const plain = this.store.isPlain(batch);
			return plain instanceof Promise ? plain.catch(() => false) : plain;
		} catch {
			return false;
		}
	}

	private async commitTogether(batches: Batch[]): Promise<void> {
		let stored: Map<number, AppendResult> | undefined;
		try {
			stored = await this.store.together(batches);
		} catch (error) {
			// The outcome of a commit without a response is unknown; the nonce makes a retry safe.
			if (isDatabaseUnavailable(error)) {
				for (const batch of batches) reject(batch, error);
				return;
			}
			log.debug({ err: error }, "a common transaction failed; each channel has its own");
		}
		// After an error nothing is stored, and only the channel that caused it fails again.
		for (const batch of batches) {
			const result = stored?.get(batch.channelId);
			if (result) finish(batch, result);
			else void this.commitAlone(batch);
		}
	}

	private async commitAlone(batch: Batch): Promise<void> {
		try {
			const result = await this.store.alone(batch);
			this.failing.delete(batch.channelId);
			if (result) finish(batch, result);
			else reject(batch, channelNotFound());
		} catch (error) {
			if (!isDatabaseUnavailable(error)) this.failing.add(batch.channelId);
			reject(batch, error);
		}
	}
}

function finish(batch: Batch, result: AppendResult): void {
	try {
		settle(batch, result);
		batch.done();
	} catch (error) {
		reject(batch, error);
	}
}

function reject({ messages, done }: Batch, error: unknown): void {
	for (const message of messages) message.reject(error);
	done();
}
