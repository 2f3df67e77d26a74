import type { ChannelSnapshot, ClientToServer, MessagePage, ServerToClient } from "@/lib/realtime/protocol";
import { asApiError } from "../api";
import { createEmitter } from "../create-store";
import {
	applyEvent,
	applySnapshot,
	applyThread,
	type ChannelLog,
	firstSeq,
	hasBefore,
	isAtHead,
	type LogEvent,
	lastLoadedSeq,
	mergePage,
	messageAt,
	restoredForMany,
	startLog,
	threadsIn,
	trimLog,
} from "./channel-log";

/** The feed's access to the socket and the API. */
export type ChannelTransport = {
	open(request: Parameters<ClientToServer["channel:open"]>[0]): Promise<ChannelSnapshot>;
	close(channelId: number): void;
	page(query: string): Promise<MessagePage>;
};

export type Loading = "idle" | "loading" | "failed";
export type FeedState = {
	log: ChannelLog;
	older: Loading;
	newer: Loading;
	/** The socket receives this channel's events now. */
	live: boolean;
	/** The number of messages to catch up with. */
	behind: number;
	/** The viewer has no access to the channel: the error code. */
	closed: string | null;
};

const pageSize = 100;
/** Above this number the user need not wait for all messages. */
const maxCaughtUp = 1000;
const keptMessages = 1500;
/** The maximum of threads in one opening. */
const mostThreads = 300;
const mostMessages = 2000;

/** Errors by which the server says that the user has no access to a channel. */
export const closingCodes: ReadonlySet<string> = new Set(["not_member", "channel_not_found", "banned", "forbidden"]);

/** One channel in this tab: a window of its log, updated by events, catch-ups and pages. */
export class ChannelFeed {
	private state: FeedState;
	private readonly changes = createEmitter();
	private opening = false;
	private openAgain = false;
	private connected = false;
	private stopped = false;
	private notifying = false;

	constructor(
		readonly channelId: number,
		private readonly viewerId: number,
		initial: MessagePage,
		private readonly wire: ChannelTransport,
	) {
		this.state = { log: startLog(initial), older: "idle", newer: "idle", live: false, behind: 0, closed: null };
	}

	subscribe = this.changes.subscribe;
	getSnapshot = () => this.state;

	start(): void {
		this.stopped = false;
	}

	stop(): void {
		this.stopped = true;
		if (this.connected) this.wire.close(this.channelId);
	}

	setConnected(connected: boolean): void {
		this.connected = connected;
		if (connected) void this.open();
		else this.set({ live: false });
	}

	/** Applies a live event. An event that does not follow the known state causes a catch-up. */
	receive<Type extends LogEvent["type"]>(type: Type, payload: Parameters<ServerToClient[Type]>[0]): void {
		const event = { type, ...payload } as unknown as LogEvent;
		const channelId = event.type === "message:updated" ? event.message.channelId : event.channelId;
		if (channelId !== this.channelId || this.stopped) return;
		const folded = applyEvent(this.state.log, event, this.viewerId);
		if (folded !== "gap") {
			if (folded !== this.state.log) this.setSoon({ log: folded });
			if (event.type === "messages:restored") void this.readMine(restoredForMany(folded, event));
			this.refill();
		}
		// While the channel is opening, the response covers earlier events.
		else if (this.opening) this.openAgain = true;
		else void this.open();
	}

	/** Applies a thread summary. */
	receiveThread(event: Parameters<ServerToClient["thread"]>[0]): void {
		if (event.channelId !== this.channelId || this.stopped) return;
		const folded = applyThread(this.state.log, event);
		if (folded !== this.state.log) this.setSoon({ log: folded });
	}

	/** Membership may have changed: checks access again. */
	reopen(): void {
		if (this.connected) void this.open();
	}

	close(code: string): void {
		this.set({ closed: code, live: false });
	}

	async loadOlder(): Promise<void> {
		const { log, older, closed } = this.state;
		if (older === "loading" || closed || !hasBefore(log)) return;
		this.set({ older: "loading" });
		const done = await this.loadPage(() => `before=${firstSeq(this.state.log)}&limit=${pageSize}`);
		this.set({ older: done ? "idle" : "failed" });
	}

	async loadNewer(): Promise<void> {
		const { log, newer, closed } = this.state;
		if (newer === "loading" || closed || isAtHead(log)) return;
		this.set({ newer: "loading" });
		const done = await this.loadPage(() => `after=${lastLoadedSeq(this.state.log)}&limit=${pageSize}`);
		this.set({ newer: done ? "idle" : "failed" });
		// The messages of the page may have expired while it was read.
		if (done) this.refill();
	}

	/** Makes the window contain `seq`. Returns false if the message does not exist or cannot be loaded. */
	async loadAround(seq: number): Promise<boolean> {
		if (messageAt(this.state.log, seq)) return true;
		await this.loadPage(() => `around=${seq}&limit=${pageSize}`);
		return messageAt(this.state.log, seq) !== undefined;
	}

	/** All messages of the window have expired: it continues with the first ones of the log. */
	private refill(): void {
		const { log } = this.state;
		if (log.start > 1 && log.messages.length === 0) void this.loadNewer();
	}

	/** Reads restored messages again for the viewer's own reactions and votes, which events do not contain. */
	private async readMine(range: [first: number, last: number] | null): Promise<void> {
		if (!range) return;
		const [first, last] = range;
		for (let after = first - 1; after < last && messageAt(this.state.log, after + 1); after += pageSize)
			if (!(await this.loadPage(() => `after=${after}&limit=${Math.min(pageSize, last - after)}`))) return;
	}

	/** Makes the window end at the newest message. */
	async loadNewest(): Promise<boolean> {
		if (isAtHead(this.state.log)) return true;
		return this.loadPage(() => `limit=${pageSize}`);
	}

	/** Discards messages beyond the `far` end when the window is too large. */
	trim(far: "start" | "end"): void {
		if (this.state.log.messages.length > mostMessages) this.setLog(trimLog(this.state.log, far, keptMessages));
	}

	private async loadPage(query: () => string): Promise<boolean> {
		try {
			// A page older than events received meanwhile is loaded again; a second one hardly ever is.
			for (let left = 3; left > 0; left--) {
				const page = await this.wire.page(query());
				const placed = mergePage(this.state.log, page, this.viewerId);
				if (!placed) continue;
				this.setLog(placed);
				return true;
			}
		} catch (error) {
			const { code } = asApiError(error);
			if (closingCodes.has(code)) this.close(code);
		}
		return false;
	}

	/** Opens the channel on the socket and catches up until nothing is missing, or too much is. */
	private async open(): Promise<void> {
		if (this.opening) {
			this.openAgain = true;
			return;
		}
		this.opening = true;
		try {
			do {
				this.openAgain = false;
				await this.catchUp();
			} while (this.openAgain && this.connected && !this.stopped);
		} catch (error) {
			const { code, retryAfterMs } = asApiError(error);
			if (closingCodes.has(code)) this.close(code);
			else if (this.connected && !this.stopped) setTimeout(() => this.reopen(), retryAfterMs ?? 2000);
		} finally {
			this.opening = false;
			this.set({ behind: 0 });
		}
	}

	private async catchUp(): Promise<void> {
		const { log } = this.state;
		const request = {
			...{ channelId: this.channelId, afterRev: log.rev, firstSeq: firstSeq(log) },
			threads: threadsIn(log).slice(-mostThreads),
		};
		const asked = isAtHead(log) ? { ...request, afterSeq: lastLoadedSeq(log) } : request;
		const opened = await this.wire.open(asked);
		if (this.stopped) return this.wire.close(this.channelId);
		const missed = "afterSeq" in asked ? opened.lastSeq - lastLoadedSeq(this.state.log) : 0;
		this.set({ log: applySnapshot(this.state.log, opened, asked), live: true, closed: null });
		this.refill();
		if (opened.changedUpTo !== undefined) this.openAgain = true;
		else if (missed <= maxCaughtUp && "afterSeq" in asked) await this.fill();
	}

	/** Loads the rest of the missed messages, page by page; live events meanwhile only move the head. */
	private async fill(): Promise<void> {
		for (;;) {
			const { log } = this.state;
			const behind = log.lastSeq - lastLoadedSeq(log);
			this.set({ behind });
			if (behind <= 0 || !this.connected || this.stopped) return;
			const done = await this.loadPage(() => `after=${lastLoadedSeq(this.state.log)}&limit=${pageSize}`);
			if (!done || lastLoadedSeq(this.state.log) === lastLoadedSeq(log)) return;
		}
	}

	private setLog(log: ChannelLog): void {
		if (log !== this.state.log) this.set({ log });
	}

	private set(part: Partial<FeedState>): void {
		this.state = { ...this.state, ...part };
		this.changes.emit();
	}

	/**
	 * A busy channel has more events than the screen can show: it renders once a frame, and less often in a hidden
	 * window.
	 */
	private setSoon(part: Partial<FeedState>): void {
		this.state = { ...this.state, ...part };
		if (this.notifying) return;
		this.notifying = true;
		const notify = () => {
			this.notifying = false;
			this.set({});
		};
		if (typeof document === "undefined" || document.visibilityState === "hidden") setTimeout(notify, 200);
		else requestAnimationFrame(notify);
	}
}
