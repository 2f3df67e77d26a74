import type { Message, ServerToClient } from "./protocol";

/** A change of a channel, told in the order of its `rev`. A `messages` event of the wire is a run of births. */
export type Change = { rev: number } & (
	| { kind: "born"; message: Message }
	| { kind: "message:updated"; event: Parameters<ServerToClient["message:updated"]>[0] }
	| { kind: "message:deleted"; event: Parameters<ServerToClient["message:deleted"]>[0] }
	| { kind: "reaction"; event: Parameters<ServerToClient["reaction"]>[0] }
	| { kind: "vote"; event: Parameters<ServerToClient["vote"]>[0] }
);

export type Wire = {
	/** False while this node is in doubt about who may hear: everything waits. */
	mayEmit(): boolean;
	/** Writes to every socket of this node that has the channel open, but those held back. */
	emit(channelId: number, changes: Change[], heldBack: string[]): void;
	/** What the log says came after `rev`, in order, a bounded number at a time. */
	readAfter(channelId: number, rev: number): Promise<Change[]>;
	failed(error: unknown): void;
};

const gapMs = 100;
const retentionMs = 5000;
const maxBuffered = 1024;

/**
 * One channel's order on this node. Changes come from appends of this node, from others and from the log, in any order
 * and more than once; they leave in `rev` order, each once, without holes. What is early waits; a gap that stays open is
 * read from the log.
 */
export class Sequencer {
	/** The last revision told; undefined until the first snapshot says where the log stands. */
	private told: number | undefined;
	private readonly early = new Map<number, Change>();
	/** What was told in the last seconds, for those who open the channel just now. */
	private recent: { at: number; change: Change }[] = [];
	private waiting: { rev: number; resolve: () => void }[] = [];
	private flushing = false;
	private healing = false;
	private gapTimer: NodeJS.Timeout | undefined;
	/** Opens under way; with the room's members they keep a sequencer alive. */
	holds = 0;
	/** Sockets that open the channel again just now: they are told afterwards. */
	readonly heldBack = new Set<string>();

	constructor(
		readonly channelId: number,
		private readonly wire: Wire,
	) {}

	/** The last revision told. */
	get position(): number | undefined {
		return this.told;
	}

	/** Where the log stood in a snapshot: the first one says where telling begins. */
	start(rev: number): void {
		if (this.told !== undefined) return;
		this.told = rev;
		for (const early of this.early.keys()) if (early <= rev) this.early.delete(early);
		this.flushSoon();
	}

	offer(changes: Change[]): void {
		for (const change of changes)
			if (this.told === undefined || change.rev > this.told) this.early.set(change.rev, change);
		this.flushSoon();
	}

	/** The log is known to have reached `rev`: if it was not told here within a moment, it is read. */
	reached(rev: number): void {
		if (this.told !== undefined && rev > this.told) this.watchGap();
	}

	/** Resolves when everything up to `rev` has been told, or when the log does not reach so far: `since` says which. */
	async whenTold(rev: number): Promise<void> {
		if (this.told !== undefined && this.told >= rev) return;
		this.watchGap();
		await new Promise<void>((resolve) => this.waiting.push({ rev, resolve }));
	}

	/** What was told after `rev`, or null when that is no longer all remembered. */
	since(rev: number): Change[] | null {
		if (this.told === undefined || this.told < rev) return null;
		const missed = this.recent.filter(({ change }) => change.rev > rev).map(({ change }) => change);
		return missed.length === this.told - rev ? missed : null;
	}

	forget(now: number): void {
		const first = this.recent.findIndex(({ at }) => at > now - retentionMs);
		if (first !== 0) this.recent = first < 0 ? [] : this.recent.slice(first);
	}

	close(): void {
		clearTimeout(this.gapTimer);
		this.letGo();
	}

	private letGo(): void {
		for (const { resolve } of this.waiting) resolve();
		this.waiting = [];
	}

	/** Everything that becomes ready in one turn of the event loop leaves together. */
	private flushSoon(): void {
		if (this.flushing) return;
		this.flushing = true;
		setImmediate(() => {
			this.flushing = false;
			this.flush();
		});
	}

	flush(): void {
		if (this.told === undefined || !this.wire.mayEmit()) return;
		const ready: Change[] = [];
		for (let next = this.early.get(this.told + 1); next; next = this.early.get(this.told + 1)) {
			this.early.delete(next.rev);
			this.told = next.rev;
			ready.push(next);
		}
		if (ready.length > 0) {
			const at = Date.now();
			for (const change of ready) this.recent.push({ at, change });
			if (this.recent.length > maxBuffered * 2) this.recent = this.recent.slice(-maxBuffered);
			this.wire.emit(this.channelId, ready, [...this.heldBack]);
			const { told } = this;
			const served = this.waiting.filter(({ rev }) => rev <= told);
			if (served.length > 0) {
				this.waiting = this.waiting.filter(({ rev }) => rev > told);
				for (const { resolve } of served) resolve();
			}
		}
		if (this.early.size > 0) this.watchGap();
	}

	private watchGap(): void {
		if (this.gapTimer || this.healing) return;
		this.gapTimer = setTimeout(() => {
			this.gapTimer = undefined;
			void this.heal();
		}, gapMs);
	}

	private async heal(): Promise<void> {
		if (this.healing || this.told === undefined) return;
		this.healing = true;
		try {
			for (;;) {
				const before: number = this.told;
				const changes = await this.wire.readAfter(this.channelId, before);
				if (changes.length === 0) {
					// The log no longer has what is waited for: the channel is gone, which whoever waits finds by asking again.
					this.letGo();
					break;
				}
				this.offer(changes);
				this.flush();
				if (this.told === before) break;
			}
		} catch (error) {
			this.wire.failed(error);
		} finally {
			this.healing = false;
			if (this.waiting.length > 0 || this.early.size > 0) this.watchGap();
		}
	}
}

/** The sequencers of the channels that somebody on this node has open. */
export class Sequencers {
	private readonly all = new Map<number, Sequencer>();
	private paused = false;
	private readonly wire: Wire;

	constructor(
		wire: Omit<Wire, "mayEmit">,
		private readonly isListened: (channelId: number) => boolean,
		/** Told when a channel's first listener comes and its last one goes. */
		private readonly follow: (channelId: number, follows: boolean) => void,
	) {
		this.wire = { ...wire, mayEmit: () => !this.paused };
	}

	/** This node is in doubt about who may hear: nothing is emitted until resume(). */
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

	/** Keeps the channel's sequencer, made if need be, until `release`. */
	hold(channelId: number): Sequencer {
		let sequencer = this.all.get(channelId);
		if (!sequencer) {
			sequencer = new Sequencer(channelId, this.wire);
			this.all.set(channelId, sequencer);
			this.follow(channelId, true);
		}
		sequencer.holds++;
		return sequencer;
	}

	release(sequencer: Sequencer): void {
		sequencer.holds--;
		this.dropIfIdle(sequencer.channelId);
	}

	/** Called when the last socket has left a channel. */
	dropIfIdle(channelId: number): void {
		const sequencer = this.all.get(channelId);
		if (!sequencer || sequencer.holds > 0 || this.isListened(channelId)) return;
		sequencer.close();
		this.all.delete(channelId);
		this.follow(channelId, false);
	}

	forget(now = Date.now()): void {
		for (const sequencer of this.all.values()) sequencer.forget(now);
	}
}
