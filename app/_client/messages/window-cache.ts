import type { Message, MessagePage } from "@/lib/realtime/protocol";
import { createEmitter } from "../create-store";
import { type CachedWindow, type ChannelLog, firstSeq, isAtHead, lastLoadedSeq } from "./channel-log";
import { channelIdOf, isThread, isWithin, type WindowId } from "./window-id";
import type { WindowStore } from "./window-store";
import { wipeWindows } from "./wipe-windows";

type ListedServer = { channels: readonly { id: number }[] };

/** Of channels, and as many of threads. */
const maxWindows = 50;
const maxMessages = 50;

/**
 * The newest messages of the last opened channels and threads, so that they are shown again before the server responds. A window
 * that does not end at the newest message is not cached: it could not be brought up to date.
 */
export class WindowCache {
	private readonly windows = new Map<WindowId, CachedWindow & { viewerId: number }>();
	/** Counts the lost connections: during each of them the user may lose access without an event. */
	private outages = 0;
	private confirmedOutages = 0;
	private store: WindowStore | null = null;
	/** The user whose windows the store takes. */
	private storedId: number | null = null;
	private readonly changes = createEmitter();

	/** Notifies when `mayShow` has changed. */
	subscribe = this.changes.subscribe;

	/** Also stores the windows, for later documents. */
	attach(store: WindowStore, viewerId: number): void {
		this.store = store;
		this.storedId = viewerId;
		for (const [id, { viewerId, ...window }] of this.windows) this.putInStore(id, viewerId, window);
	}

	/** Stores nothing more. */
	detach(): void {
		this.store?.flush();
		this.store = null;
	}

	put(id: WindowId, viewerId: number, log: ChannelLog, parent?: Message): void {
		if (!isAtHead(log)) return;
		const { messages, start, lastSeq, rev } = log;
		const window = { messages: messages.slice(-maxMessages), start, lastSeq, rev, ...(parent && { parent }) };
		this.windows.delete(id);
		this.windows.set(id, { ...window, viewerId });
		this.putInStore(id, viewerId, window);
		const alike = [...this.windows.keys()].filter((one) => isThread(one) === isThread(id));
		for (const oldest of alike.slice(0, -maxWindows)) this.windows.delete(oldest);
	}

	/**
	 * The user's window. When the server can be reached, only if it has listed the user's channels since the
	 * connection was last lost.
	 */
	get(id: WindowId, viewerId: number, isReachable: boolean): CachedWindow | null {
		const window = this.mayShow(isReachable) ? this.windows.get(id) : undefined;
		return window?.viewerId === viewerId ? window : null;
	}

	/** The same from an earlier document. */
	async stored(id: WindowId, isReachable: boolean): Promise<CachedWindow | null> {
		const window = (await this.store?.get(id)) ?? null;
		return this.mayShow(isReachable) ? window : null;
	}

	/** Deletes a window; with that of a channel also those of its threads. */
	delete(id: WindowId): void {
		for (const one of this.windows.keys()) if (isWithin(one, id)) this.windows.delete(one);
		this.store?.delete(id);
	}

	flush(): void {
		this.store?.flush();
	}

	private putInStore(id: WindowId, viewerId: number, window: CachedWindow): void {
		if (viewerId === this.storedId) this.store?.put(id, window);
	}

	/** The session is over: nothing is shown again, or stored any more. */
	end(): void {
		this.windows.clear();
		this.store?.stop();
		this.store = null;
	}

	/** The user signs out. */
	async wipe(): Promise<void> {
		this.end();
		await wipeWindows();
	}

	connectionLost(): void {
		this.outages++;
		this.changes.emit();
	}

	/** Begins to read the user's servers; the returned function takes the result. */
	startConfirmation(): (servers: readonly ListedServer[]) => void {
		const { outages } = this;
		return (servers) => {
			this.keepOnly(servers);
			this.confirmedOutages = Math.max(this.confirmedOutages, outages);
			this.changes.emit();
		};
	}

	/** Deletes the windows of all channels that are not in these servers. */
	keepOnly(servers: readonly ListedServer[]): void {
		const listed = new Set(servers.flatMap(({ channels }) => channels.map(({ id }) => id)));
		for (const id of this.windows.keys()) if (!listed.has(channelIdOf(id))) this.windows.delete(id);
		void this.store?.keepOnly(listed);
	}

	/** Whether stored messages may be shown now. */
	mayShow = (isReachable: boolean) => !isReachable || this.outages === this.confirmedOutages;
}

/** This tab's cache. It ends with the document, and so with the session. */
export const windowCache = new WindowCache();

/** A catch-up brings at most this many new messages at once. */
const maxBehind = 200;
/** With more unread messages than a page holds, a channel opens at the read marker, not at the newest message. */
const fewUnread = 40;

type Numbers = { lastSeq: number; lastReadSeq: number };

/** The query of the page that a channel opens with: around a message, at the read marker, or the newest one. */
export function openingQuery({ lastSeq, lastReadSeq }: Numbers, seq: number | null): string {
	if (seq !== null) return `around=${seq}&limit=80`;
	if (lastSeq - lastReadSeq > fewUnread) return `around=${lastReadSeq + 1}&limit=100`;
	return "limit=50";
}

/** Whether a cached window contains the message, or the read marker, at which a channel opens. */
export function opensWithin(window: CachedWindow, { lastSeq, lastReadSeq }: Numbers, seq: number | null): boolean {
	if (lastSeq - window.lastSeq > maxBehind) return false;
	const log = { start: 1, ...window, recent: [] };
	if (seq !== null) return seq >= firstSeq(log) && seq <= lastLoadedSeq(log);
	return lastReadSeq >= lastSeq || lastReadSeq + 1 >= firstSeq(log);
}

export const asPage = ({ messages, start = 1, lastSeq, rev }: CachedWindow): MessagePage => ({
	messages: [...messages],
	firstSeq: start,
	lastSeq,
	lastRev: rev,
	hasBefore: (messages[0]?.seq ?? start) > start,
	hasAfter: false,
});
