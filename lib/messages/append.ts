import { sql } from "@/db";
import { channelNotFound, loadChannel, notMember } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { AppError, invalid, unavailable } from "../errors";
import * as keywords from "../keywords/keywords";
import { mentionsOf } from "../markdown";
import { appState } from "../process/app-state";
import type { Message } from "../realtime/protocol";
import { afterAppend, type SentMessage } from "./after-append";
import { type AppendResult, extrasOf, toResponse } from "./append-result";
import { echoNonce } from "./echo-nonce";
import { getMessage } from "./history";
import { everyoneLimit } from "./mention-everyone";
import type { MessageInput } from "./message-input";

declare module "../process/app-state" {
	interface AppState {
		appends: Map<number, AppendQueue>;
	}
}

export type SendResult = { message: Message; existed: boolean };

/** Limits of a batch, and of the queue behind it. */
const maxBatchSize = 256;
const maxBatchBytes = 256 * 1024;
const maxQueueLength = 5000;

/** A message to store. It may also be the copy of a reply that goes to the thread's channel. */
type AppendInput = Omit<MessageInput, "echo"> & Pick<Message, "echoOf" | "mentions">;
type QueuedMessage = {
	viewer: Viewer;
	input: AppendInput;
	/** The names in it that may be mentions. */
	names: string[];
	resolve: (sent: SendResult) => void;
	reject: (error: unknown) => void;
};
type QueueEntry = QueuedMessage | { work: () => Promise<void> };

/**
 * Sends a message to a channel. Resolves once it is committed: it then survives a crash of this process or of the
 * database. A nonce that the author has used in this channel returns the existing message and creates nothing. With
 * `echo`, a reply in a thread is also sent to the thread's channel; sending it again duplicates neither. Access is
 * checked first: `not_member`, `channel_not_found`. A full queue throws `rate_limited`.
 */
export async function send(viewer: Viewer, channelId: number, input: MessageInput): Promise<SendResult> {
	const { echo, ...message } = input;
	if (!echo) return queueOf(channelId).send(viewer, message);
	const { parentId } = await loadChannel(viewer, channelId);
	if (parentId === null) throw invalid({ echo: "Only a reply in a thread can also be sent to the channel." });
	const sent = await queueOf(channelId).send(viewer, message);
	const { content, mentions, seq, deletedAt } = sent.message;
	if (!deletedAt)
		await queueOf(parentId).send(viewer, {
			...{ nonce: echoNonce(message.nonce), content, echoOf: { channelId, seq } },
			...(mentions && { mentions }),
		});
	return sent;
}

/** Runs `work` in the channel's order, between appends, and resolves with its result. */
export async function runExclusive<T>(channelId: number, work: () => Promise<T>): Promise<T> {
	return queueOf(channelId).runExclusive(work);
}

function queueOf(channelId: number): AppendQueue {
	const { appends, draining } = appState();
	if (draining) throw unavailable();
	let queue = appends.get(channelId);
	if (!queue) {
		queue = new AppendQueue(channelId, () => {
			if (appends.get(channelId) === queue) appends.delete(channelId);
		});
		appends.set(channelId, queue);
	}
	return queue;
}

/**
 * The group commit. A channel has one append in flight; messages that arrive meanwhile form the next batch. There is no
 * timer: an idle channel appends at once, a busy one batches by itself, and each batch pays for one commit and one
 * fan-out.
 */
export class AppendQueue {
	private entries: QueueEntry[] = [];
	private running = false;

	constructor(
		private readonly channelId: number,
		private readonly idle: () => void,
	) {}

	send(viewer: Viewer, input: AppendInput): Promise<SendResult> {
		// Parsed on arrival, not when the batch is built: a batch of hostile texts would block the event loop at once.
		const names = input.echoOf ? [] : mentionsOf(input.content);
		return new Promise((resolve, reject) => this.enqueue({ viewer, input, names, resolve, reject }, reject));
	}

	runExclusive<T>(work: () => Promise<T>): Promise<T> {
		return new Promise((resolve, reject) => this.enqueue({ work: () => work().then(resolve, reject) }, reject));
	}

	private enqueue(entry: QueueEntry, reject: (error: unknown) => void): void {
		if (this.entries.length >= maxQueueLength) reject(tooBusy());
		else {
			this.entries.push(entry);
			if (!this.running) void this.run();
		}
	}

	private async run(): Promise<void> {
		this.running = true;
		// Messages that arrive in this turn of the event loop join the first batch.
		await new Promise<void>((resolve) => setImmediate(resolve));
		for (let first = this.entries[0]; first; first = this.entries[0]) {
			if ("work" in first) {
				this.entries.shift();
				await first.work();
			} else await this.append(this.takeBatch());
		}
		this.running = false;
		this.idle();
	}

	private takeBatch(): QueuedMessage[] {
		const batch: QueuedMessage[] = [];
		const nonces = new Set<string>();
		let bytes = 0;
		let carriesFiles = false;
		for (const entry of this.entries) {
			if ("work" in entry || batch.length >= maxBatchSize) break;
			bytes += entry.input.content.length * 3;
			if (bytes > maxBatchBytes && batch.length > 0) break;
			// A repeated nonce in a later batch finds the stored message. In one batch, both could claim the same
			// attachments.
			if (nonces.has(entry.input.nonce)) break;
			if (carriesFiles && entry.input.attachmentIds?.length) break;
			carriesFiles ||= (entry.input.attachmentIds?.length ?? 0) > 0;
			nonces.add(entry.input.nonce);
			batch.push(entry);
		}
		this.entries.splice(0, batch.length);
		return batch;
	}

	private async append(batch: QueuedMessage[]): Promise<void> {
		try {
			const epoch = appState().epochs.of("access");
			const stored = await commit(this.channelId, batch);
			if (!stored) for (const { reject } of batch) reject(channelNotFound());
			else this.settle(batch, stored, epoch);
		} catch (error) {
			// The outcome of a commit without a response is unknown; the nonce makes a retry safe.
			for (const { reject } of batch) reject(error);
		}
	}

	private settle(batch: QueuedMessage[], stored: AppendResult, epoch: string): void {
		const { channelId } = this;
		const authors = new Map((stored.people ?? []).map((author) => [author.id, author]));
		const createdAt = new Date(stored.at).toISOString();
		const sent: SentMessage[] = [];
		for (const [index, pending] of batch.entries()) {
			if (settleRejected(channelId, pending, stored, index + 1)) continue;
			const { viewer, input } = pending;
			const author = authors.get(viewer.id);
			if (!author) throw new Error("A message was stored whose author is unknown.");
			const n = sent.length + 1;
			const message: Message = {
				channelId,
				seq: stored.lastSeq + n,
				rev: stored.lastRev + n,
				nonce: input.nonce,
				author,
				content: input.content,
				replyTo: input.replyTo ?? null,
				createdAt,
				editedAt: null,
				deletedAt: null,
				reactions: [],
				...extrasOf(stored, index + 1),
			};
			sent.push({ viewer, message });
			pending.resolve({ message: toResponse(message), existed: false });
		}
		afterAppend(channelId, stored, sent, epoch);
	}
}

const tooBusy = () =>
	new AppError("rate_limited", "This channel is very busy. Try again in a second.", { retryAfterMs: 1000 });

async function commit(channelId: number, batch: QueuedMessage[]): Promise<AppendResult | null> {
	// A broadcast of a reply mentions nobody: the reply itself has done so already.
	const names = batch.flatMap(({ names }, index) => names.map((name) => ({ place: index + 1, name })));
	const mentioned = await keywords.findMentions(
		channelId,
		batch.map(({ input }) => (input.echoOf ? "" : input.content)),
	);
	const here = names.some(({ name }) => name === "here") ? appState().presence.online() : [];
	const extras = batch.flatMap(({ input: { attachmentIds = [], poll, echoOf, mentions } }, index) =>
		attachmentIds.length > 0 || poll || echoOf
			? [{ place: index + 1, extra: JSON.stringify({ attachmentIds, poll, echoOf, mentions }) }]
			: [],
	);
	const authors = batch.map(({ viewer }) => viewer.id);
	const replies = batch.some(({ input }) => input.replyTo != null)
		? batch.map(({ input }) => input.replyTo ?? null)
		: [];
	const nonces = batch.map(({ input }) => input.nonce);
	const append = sql`append_messages(${channelId}, ${[...new Set(authors)]}::bigint[], ${authors}::bigint[],
		${nonces}::uuid[], ${batch.map(({ input }) => input.content)}::text[], ${replies}::bigint[],
		${names.map(({ place }) => place)}::int[], ${names.map(({ name }) => name)}::text[],
		${here}::bigint[], ${everyoneLimit}, ${extras.map(({ place }) => place)}::int[],
		${extras.map(({ extra }) => extra)}::text[])`;
	const [row] = await (mentioned.people.length === 0
		? sql<{ stored: AppendResult | null }[]>`select ${append} as stored`
		: sql<{ stored: AppendResult | null }[]>`
			select append_and_call(${append}, ${channelId}, ${authors}::bigint[], ${nonces}::uuid[],
				${mentioned.places}::int[], ${mentioned.people}::bigint[]) as stored`);
	return row?.stored ? { ...row.stored, mentionsKeyword: mentioned.people.length > 0 } : null;
}

/** Settles a draft that this call did not store; returns false if it did. */
function settleRejected(
	channelId: number,
	{ viewer, resolve, reject }: QueuedMessage,
	stored: AppendResult,
	place: number,
): boolean {
	const known = stored.knownSeqs[stored.known.indexOf(place)];
	if (stored.refused.includes(place)) {
		// loadChannel throws the reason. If it succeeds, the author was given access only just now.
		loadChannel(viewer, channelId).then(() => reject(notMember()), reject);
	} else if (known !== undefined) {
		getMessage(viewer, channelId, known).then((message) => resolve({ message, existed: true }), reject);
	} else if (stored.lost.includes(place)) reject(invalid({ replyTo: "There is no such message in this channel." }));
	else if (stored.unfit.includes(place))
		reject(invalid({ attachmentIds: "Must be files you gave to this channel for this message." }));
	else return false;
	return true;
}
