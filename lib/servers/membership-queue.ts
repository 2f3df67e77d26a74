import { setTimeout as sleep } from "node:timers/promises";
import { applyEvent } from "../cluster/events";
import { AppError, unavailable } from "../errors";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { publishSystemMessages, type StoredSystemMessages } from "../system-messages/write";
import type { MembershipChange } from "./entrance";
import { type ChangedMembers, changeMembers } from "./membership-batch";
import { settleReadMarkers } from "./settle-read-markers";

declare module "../process/app-state" {
	interface AppState {
		membershipQueues: Map<number, MembershipQueue>;
	}
}

/** `left` is false if the user was no member; `joinedAt` is null if they have left. */
export type ChangeResult = { joinedAt: string | null; left: boolean };
type Waiting = {
	change: MembershipChange;
	resolve: (result: ChangeResult) => void;
	reject: (error: unknown) => void;
};

/** Limits of a batch, and of the queue behind it. */
const maxBatchSize = 64;
const maxQueueLength = 5000;
/** Under load, a transaction begins at least this long after the one before it: a larger group costs less for each. */
const everyMs = 10;

/**
 * Joins or leaves a server. Resolves when the change is committed and this instance's sockets receive the server's
 * events accordingly. A refused join throws. A full queue throws `rate_limited`.
 */
export function changeMembership(serverId: number, change: MembershipChange): Promise<ChangeResult> {
	const { membershipQueues: queues, draining } = appState();
	if (draining) throw unavailable();
	let queue = queues.get(serverId);
	if (!queue) {
		queue = new MembershipQueue(serverId, () => queues.delete(serverId));
		queues.set(serverId, queue);
	}
	return queue.add(change);
}

/**
 * The group commit of a server's joins and leaves. One transaction is under way; the changes that arrive meanwhile form
 * the next, each user at most once in it. A single join is written at once.
 */
export class MembershipQueue {
	private waiting: Waiting[] = [];
	private running = false;

	constructor(
		private readonly serverId: number,
		private readonly idle: () => void,
	) {}

	add(change: MembershipChange): Promise<ChangeResult> {
		return new Promise((resolve, reject) => {
			if (this.waiting.length >= maxQueueLength) return reject(tooBusy());
			this.waiting.push({ change, resolve, reject });
			if (!this.running) void this.run();
		});
	}

	private async run(): Promise<void> {
		this.running = true;
		// Changes that arrive in this turn of the event loop join the first batch.
		await new Promise<void>((resolve) => setImmediate(resolve));
		while (this.waiting.length > 0) {
			const next = performance.now() + everyMs;
			await this.commit(this.takeBatch());
			if (this.waiting.length > 0) await sleep(Math.max(0, next - performance.now()));
		}
		this.idle();
	}

	/** The first change of each user: a later one of the same user waits for the next batch. */
	private takeBatch(): Waiting[] {
		const users = new Set<number>();
		const batch: Waiting[] = [];
		const left: Waiting[] = [];
		for (const one of this.waiting) {
			const isFirst = !users.has(one.change.userId);
			users.add(one.change.userId);
			(isFirst && batch.length < maxBatchSize ? batch : left).push(one);
		}
		this.waiting = left;
		return batch;
	}

	private async commit(batch: Waiting[]): Promise<void> {
		try {
			const changed = await changeMembers(
				this.serverId,
				batch.map(({ change }) => change),
			);
			settleLeaves(batch, changed);
			// The joins are committed. If this fails, a few messages may be unread without reason.
			await settleReadMarkers(this.serverId, changed).catch((err: unknown) =>
				log.error({ err, serverId: this.serverId }, "read markers were not settled after a join"),
			);
			welcome(batch, changed);
			if (changed.announced) publishJoins(changed.announced);
		} catch (error) {
			// For those that are settled already, this changes nothing.
			for (const { reject } of batch) reject(error);
		}
	}
}

/** The log emits the messages that announce new members; nothing waits for it. */
function publishJoins(announced: StoredSystemMessages): void {
	publishSystemMessages(announced).catch((err: unknown) =>
		log.warn({ err, channelId: announced.channelId }, "announcements of joins were stored but could not be emitted"),
	);
}

const tooBusy = () =>
	new AppError("rate_limited", "This server is very busy. Try again in a second.", { retryAfterMs: 1000 });

/** Removes the sockets of users who left in the turn of the commit, and answers all but the joins that succeeded. */
function settleLeaves(batch: Waiting[], { events, left, joined, refused }: ChangedMembers): void {
	for (const event of events) if (event.kind === "left") void applyEvent(event);
	for (const { change, resolve, reject } of batch) {
		const refusal = refused.get(change.userId);
		if (refusal) reject(refusal);
		else if (!joined.has(change.userId)) resolve({ joinedAt: null, left: left.has(change.userId) });
	}
}

/** Adds the sockets of users who joined to the server's rooms, and answers when that is done. The next batch may begin. */
function welcome(batch: Waiting[], { events, joined }: ChangedMembers): void {
	const welcomes = new Map<number, Promise<void>>();
	for (const event of events)
		if (event.kind === "joined") welcomes.set(event.userId, applyEvent(event));
		else if (event.kind !== "left") void applyEvent(event);
	for (const { change, resolve, reject } of batch) {
		const entered = joined.get(change.userId);
		if (entered) welcomes.get(change.userId)?.then(() => resolve({ joinedAt: entered.joinedAt, left: false }), reject);
	}
}
