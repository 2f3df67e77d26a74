import { z } from "zod";
import { sql } from "@/db";
import { channelNotFound, notMember, openChannel } from "../access";
import type { Viewer } from "../auth";
import { AppError, invalid, unavailable } from "../errors";
import { log } from "../log";
import { namesIn } from "../mentions";
import { node } from "../node";
import * as reads from "../reads";
import type { Message } from "../realtime/contract";
import { publishChanges } from "../realtime/publish";
import { id, nonce, text } from "../text";
import { one } from "./page";
import { grow } from "./tail";

export const Draft = z.strictObject({
	nonce,
	content: text(1, 4000),
	replyTo: z.int("Must be the number of a message.").nullish(),
	attachmentIds: z.array(id).max(0, "Attachments are not supported here.").optional(),
});
export type Draft = z.output<typeof Draft>;

export type Sent = { message: Message; existed: boolean };

/** Bounds of a batch, and of what may wait for one. */
const mostInBatch = 256;
const mostBytes = 256 * 1024;
const mostWaiting = 5000;

type Pending = { viewer: Viewer; draft: Draft; resolve: (sent: Sent) => void; reject: (error: unknown) => void };
type Entry = Pending | { work: () => Promise<void> };

type Outcome = {
	place: number;
	outcome: "new" | "exists" | "refused" | "bad_reply";
	seq: number;
	rev: number;
	created_at: Date;
	username: string;
	display_name: string;
	avatar_url: string | null;
	server_id: number;
	hidden: boolean;
};

/**
 * Says something in a channel. Resolves once it is committed: it then survives the loss of this process or of the
 * database's. A nonce the author has used in this channel answers the message that exists and creates nothing.
 * The gate goes first: `not_member`, `channel_not_found`. A full queue is `rate_limited`.
 */
export async function send(viewer: Viewer, channelId: number, draft: Draft): Promise<Sent> {
	return queueOf(channelId).send(viewer, draft);
}

/** Does `work` in the channel's order, between appends; its result is ready when it is done. */
export async function inOrder<T>(channelId: number, work: () => Promise<T>): Promise<T> {
	return queueOf(channelId).inOrder(work);
}

function queueOf(channelId: number): AppendQueue {
	const { appends, draining } = node();
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
 * The group commit: a channel has one append in flight, and what arrives meanwhile forms the next batch. There is no
 * timer: an idle channel appends at once, a busy one batches by itself, and the commit and the fan-out are paid once a batch.
 */
export class AppendQueue {
	private entries: Entry[] = [];
	private running = false;

	constructor(
		private readonly channelId: number,
		private readonly idle: () => void,
	) {}

	send(viewer: Viewer, draft: Draft): Promise<Sent> {
		return new Promise((resolve, reject) => this.enqueue({ viewer, draft, resolve, reject }, reject));
	}

	inOrder<T>(work: () => Promise<T>): Promise<T> {
		return new Promise((resolve, reject) => this.enqueue({ work: () => work().then(resolve, reject) }, reject));
	}

	private enqueue(entry: Entry, reject: (error: unknown) => void): void {
		if (this.entries.length >= mostWaiting) reject(tooBusy());
		else {
			this.entries.push(entry);
			if (!this.running) void this.run();
		}
	}

	private async run(): Promise<void> {
		this.running = true;
		// What this turn of the event loop still brings belongs to the first batch.
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

	private takeBatch(): Pending[] {
		const batch: Pending[] = [];
		let bytes = 0;
		for (const entry of this.entries) {
			if ("work" in entry || batch.length >= mostInBatch) break;
			bytes += entry.draft.content.length * 3;
			if (bytes > mostBytes && batch.length > 0) break;
			batch.push(entry);
		}
		this.entries.splice(0, batch.length);
		return batch;
	}

	private async append(batch: Pending[]): Promise<void> {
		try {
			const outcomes = await commit(this.channelId, batch);
			const born: Message[] = [];
			for (const outcome of outcomes) {
				const pending = batch[outcome.place - 1];
				if (!pending) continue;
				if (outcome.outcome !== "new") {
					settleOther(this.channelId, pending, outcome);
					continue;
				}
				const message = bornFrom(this.channelId, pending, outcome);
				born.push(message);
				pending.resolve({ message: { ...message, reactions: [] }, existed: false });
			}
			if (outcomes.length === 0) for (const { reject } of batch) reject(channelNotFound());
			const [first] = outcomes;
			if (first && born.length > 0) announce(this.channelId, born, first);
			if (born.some(({ content }) => namesIn(content).length > 0)) tellMentioned(this.channelId, born);
		} catch (error) {
			// The outcome of a commit whose answer was lost is unknown; the nonce makes trying again safe.
			for (const { reject } of batch) reject(error);
		}
	}
}

const tooBusy = () =>
	new AppError("rate_limited", "This channel is very busy. Try again in a second.", { retryAfterMs: 1000 });

function commit(channelId: number, batch: Pending[]): Promise<Outcome[]> {
	const mentions = batch.flatMap(({ draft }, index) =>
		namesIn(draft.content).map((name) => ({ place: index + 1, name })),
	);
	return sql<Outcome[]>`
		select * from append_messages(${channelId}, ${batch.map(({ viewer }) => viewer.id)}::bigint[],
			${batch.map(({ draft }) => draft.nonce)}::uuid[], ${batch.map(({ draft }) => draft.content)}::text[],
			${batch.map(({ draft }) => draft.replyTo ?? null)}::bigint[],
			${mentions.map(({ place }) => place)}::int[], ${mentions.map(({ name }) => name)}::text[])`;
}

const bornFrom = (channelId: number, { viewer, draft }: Pending, row: Outcome): Message => ({
	channelId,
	seq: row.seq,
	rev: row.rev,
	nonce: draft.nonce,
	author: { id: viewer.id, username: row.username, displayName: row.display_name, avatarUrl: row.avatar_url },
	content: draft.content,
	replyTo: draft.replyTo ?? null,
	createdAt: row.created_at.toISOString(),
	editedAt: null,
	deletedAt: null,
	reactions: [],
	attachments: [],
});

function settleOther(channelId: number, { viewer, resolve, reject }: Pending, { outcome, seq }: Outcome): void {
	if (outcome === "bad_reply") reject(invalid({ replyTo: "There is no such message in this channel." }));
	else if (outcome === "exists")
		one(viewer, channelId, seq).then((message) => resolve({ message, existed: true }), reject);
	// Opening it says why: not a member, or nothing they may know of. Should it open, they were let in only just now.
	else openChannel(viewer, channelId).then(() => reject(notMember()), reject);
}

function announce(channelId: number, born: Message[], { server_id, hidden }: Outcome): void {
	grow(channelId, born);
	publishChanges(
		channelId,
		born.map((message) => ({ rev: message.rev, kind: "born", message })),
	);
	node().activity.moved(server_id, channelId, born.at(-1)?.seq ?? 0, hidden);
}

function tellMentioned(channelId: number, born: Message[]): void {
	const from = born[0]?.seq ?? 0;
	const to = born.at(-1)?.seq ?? 0;
	sql<{ user_id: number }[]>`
		select distinct user_id from mentions where channel_id = ${channelId} and seq between ${from} and ${to}`
		.then((rows) =>
			rows.length > 0
				? reads.tell(
						channelId,
						rows.map((row) => row.user_id),
					)
				: undefined,
		)
		.catch((error) => log.warn({ err: error, channelId }, "mentions were stored but could not be told"));
}
