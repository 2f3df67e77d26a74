import { readAfter } from "../messages/changes-since";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { emitChanges } from "./broadcast";
import type { Change } from "./channel-changes";
import { room } from "./rooms";

declare module "../process/app-state" {
	interface AppState {
		sequencers: Sequencers;
	}
}

/** Passes a channel's changes to its sequencer on this and every other instance. */
export function publishChanges(channelId: number, changes: Change[]): void {
	appState().sequencers.get(channelId)?.push(changes);
	appState().redisBus?.sendChanges(channelId, changes);
}

export type SequencerTransport = {
	/** False while this instance does not know who has access: all events wait. */
	mayEmit(): boolean;
	/** Emits to every socket of this instance that has the channel open, except those held back. */
	emit(channelId: number, changes: Change[], heldBack: string[]): void;
	/** The log's changes after `rev`, in order, a bounded number at a time. */
	readAfter(channelId: number, rev: number): Promise<Change[]>;
	failed(error: unknown): void;
};

/** The sockets of this instance, and the log in the database. */
const live: Omit<SequencerTransport, "mayEmit"> = {
	emit: emitChanges,
	async readAfter(channelId, rev) {
		const changes = await readAfter(channelId, rev);
		appState().metrics?.logRead(changes.length);
		return changes;
	},
	failed: (error) => log.warn({ err: error }, "a channel’s log could not be read; trying again"),
};

const gapMs = 100;
const retentionMs = 5000;
const maxBuffered = 1024;

/**
 * The order of one channel's changes on this instance. Changes come from appends of this instance, from others and from
 * the log, in any order and more than once; they are emitted in `rev` order, each once, without gaps. Early changes
 * wait; a gap that persists is read from the log.
 */
export class Sequencer {
	/** The last revision emitted; undefined until the first snapshot sets the start of the log. */
	private delivered: number | undefined;
	private readonly pending = new Map<number, Change>();
	/** The changes of the last seconds, for sockets that are opening the channel. */
	private recent: { at: number; change: Change }[] = [];
	private waiting: { rev: number; resolve: () => void }[] = [];
	private flushing = false;
	private backfilling = false;
	private gapTimer: NodeJS.Timeout | undefined;
	private isClosed = false;
	/** The number of openings in progress; with the room's sockets they keep a sequencer alive. */
	refCount = 0;
	/** Sockets that are reopening the channel: they receive its changes afterwards. */
	readonly heldBack = new Set<string>();

	constructor(
		readonly channelId: number,
		private readonly wire: SequencerTransport,
	) {}

	/** The last revision emitted. */
	get position(): number | undefined {
		return this.delivered;
	}

	/** The log's head in a snapshot: the first one sets where emitting begins. */
	start(rev: number): void {
		if (this.delivered !== undefined) return;
		this.delivered = rev;
		for (const pending of this.pending.keys()) if (pending <= rev) this.pending.delete(pending);
		this.flushSoon();
	}

	push(changes: Change[]): void {
		for (const change of changes)
			if (this.delivered === undefined || change.rev > this.delivered) this.pending.set(change.rev, change);
		this.flushSoon();
	}

	/** The log is known to have reached `rev`: if the change does not arrive within a moment, it is read. */
	expect(rev: number): void {
		if (this.delivered !== undefined && rev > this.delivered) this.watchGap();
	}

	/**
	 * Resolves when everything up to `rev` has been emitted, or if the log does not reach that far; `since` shows which.
	 */
	async whenDelivered(rev: number): Promise<void> {
		if (this.delivered !== undefined && this.delivered >= rev) return;
		this.watchGap();
		await new Promise<void>((resolve) => this.waiting.push({ rev, resolve }));
	}

	/** The changes emitted after `rev`, or null if they are no longer all remembered. */
	since(rev: number): Change[] | null {
		if (this.delivered === undefined || this.delivered < rev) return null;
		const missed = this.recent.filter(({ change }) => change.rev > rev).map(({ change }) => change);
		return missed.length === this.delivered - rev ? missed : null;
	}

	forget(now: number): void {
		const first = this.recent.findIndex(({ at }) => at > now - retentionMs);
		if (first !== 0) this.recent = first < 0 ? [] : this.recent.slice(first);
	}

	/**
	 * Ends emitting for good. A turn or a read of the log that is still under way would emit changes again that the
	 * channel's next sequencer has emitted or sent in a snapshot.
	 */
	close(): void {
		this.isClosed = true;
		clearTimeout(this.gapTimer);
		this.releaseWaiters();
	}

	private releaseWaiters(): void {
		for (const { resolve } of this.waiting) resolve();
		this.waiting = [];
	}

	/** All changes that become ready in one turn of the event loop are emitted together. */
	private flushSoon(): void {
		if (this.flushing) return;
		this.flushing = true;
		setImmediate(() => {
			this.flushing = false;
			this.flush();
		});
	}

	flush(): void {
		if (this.isClosed || this.delivered === undefined || !this.wire.mayEmit()) return;
		const ready: Change[] = [];
		for (let next = this.pending.get(this.delivered + 1); next; next = this.pending.get(this.delivered + 1)) {
			this.pending.delete(next.rev);
			this.delivered = next.rev;
			ready.push(next);
		}
		if (ready.length > 0) {
			const at = Date.now();
			for (const change of ready) this.recent.push({ at, change });
			if (this.recent.length > maxBuffered * 2) this.recent = this.recent.slice(-maxBuffered);
			this.wire.emit(this.channelId, ready, [...this.heldBack]);
			const { delivered: serialized } = this;
			const served = this.waiting.filter(({ rev }) => rev <= serialized);
			if (served.length > 0) {
				this.waiting = this.waiting.filter(({ rev }) => rev > serialized);
				for (const { resolve } of served) resolve();
			}
		}
		if (this.pending.size > 0) this.watchGap();
	}

	private watchGap(): void {
		if (this.isClosed || this.gapTimer || this.backfilling) return;
		this.gapTimer = setTimeout(() => {
			this.gapTimer = undefined;
			void this.backfill();
		}, gapMs);
	}

	private async backfill(): Promise<void> {
		if (this.backfilling || this.delivered === undefined) return;
		this.backfilling = true;
		try {
			for (;;) {
				const before: number = this.delivered;
				const changes = await this.wire.readAfter(this.channelId, before);
				if (changes.length === 0) {
					// The log no longer has the expected change: the channel is deleted, which the waiters find by asking again.
					this.releaseWaiters();
					break;
				}
				this.push(changes);
				this.flush();
				if (this.delivered === before) break;
			}
		} catch (error) {
			this.wire.failed(error);
		} finally {
			this.backfilling = false;
			if (this.waiting.length > 0 || this.pending.size > 0) this.watchGap();
		}
	}
}

/** The sequencers of channels that are open on this instance. */
export class Sequencers {
	private readonly all = new Map<number, Sequencer>();
	private paused = false;
	private readonly wire: SequencerTransport;

	constructor(
		wire = live,
		private readonly isListened = hasListeners,
		/** Called when a channel's first listener comes and when its last one goes. */
		private readonly follow: (channelId: number, follows: boolean) => void = followOnBus,
	) {
		this.wire = { ...wire, mayEmit: () => !this.paused };
	}

	/** This instance does not know who has access: nothing is emitted until resume(). */
	pause(): void {
		this.paused = true;
	}

	resume(): void {
		this.paused = false;
		for (const sequencer of this.all.values()) sequencer.flush();
	}

	get(channelId: number): Sequencer | undefined {
		return this.all.get(channelId);
	}

	channels(): number[] {
		return [...this.all.keys()];
	}

	/** Keeps the channel's sequencer, created if necessary, until `release`. */
	hold(channelId: number): Sequencer {
		let sequencer = this.all.get(channelId);
		if (!sequencer) {
			sequencer = new Sequencer(channelId, this.wire);
			this.all.set(channelId, sequencer);
			this.follow(channelId, true);
		}
		sequencer.refCount++;
		return sequencer;
	}

	release(sequencer: Sequencer): void {
		sequencer.refCount--;
		this.dropIfIdle(sequencer.channelId);
	}

	/** Called when the last socket has left a channel. */
	dropIfIdle(channelId: number): void {
		const sequencer = this.all.get(channelId);
		if (!sequencer || sequencer.refCount > 0 || this.isListened(channelId)) return;
		sequencer.close();
		this.all.delete(channelId);
		this.follow(channelId, false);
	}

	forget(now = Date.now()): void {
		for (const sequencer of this.all.values()) sequencer.forget(now);
	}
}

const hasListeners = (channelId: number): boolean =>
	(appState().io?.sockets.adapter.rooms.get(room.channel(channelId))?.size ?? 0) > 0;

function followOnBus(channelId: number, follows: boolean): void {
	if (follows) appState().redisBus?.subscribe(channelId);
	else appState().redisBus?.unsubscribe(channelId);
}
