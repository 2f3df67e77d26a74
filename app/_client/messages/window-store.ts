import type { CachedWindow } from "./channel-log";
import type { WindowDatabase } from "./window-database";

const quietMs = 1000;

/**
 * Stores the cached windows in the browser's database, a moment after they have changed. Errors of the database are
 * ignored: then a channel is loaded from the server.
 */
export class WindowStore {
	private readonly changed = new Map<number, CachedWindow>();
	private timer: ReturnType<typeof setTimeout> | undefined;
	/** One operation after the other, so that a deleted window is not stored again. */
	private last: Promise<unknown> = Promise.resolve();
	private isStopped = false;

	constructor(
		private readonly database: WindowDatabase,
		private readonly afterMs = quietMs,
	) {}

	get(channelId: number): Promise<CachedWindow | null> {
		return this.run(() => this.database.get(channelId), null);
	}

	put(channelId: number, window: CachedWindow): void {
		if (this.isStopped) return;
		this.changed.set(channelId, window);
		this.timer ??= setTimeout(() => this.flush(), this.afterMs);
	}

	delete(channelId: number): void {
		this.changed.delete(channelId);
		void this.run(() => this.database.delete(channelId), undefined);
	}

	keepOnly(channelIds: ReadonlySet<number>): Promise<void> {
		for (const channelId of this.changed.keys()) if (!channelIds.has(channelId)) this.changed.delete(channelId);
		return this.run(() => this.database.keepOnly(channelIds), undefined);
	}

	flush(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
		const windows = new Map(this.changed);
		this.changed.clear();
		if (windows.size > 0) void this.run(() => this.database.put(windows), undefined);
	}

	/** The user is signed out: nothing is stored from now on. */
	stop(): void {
		clearTimeout(this.timer);
		this.isStopped = true;
		this.changed.clear();
	}

	private run<Result>(operation: () => Promise<Result>, otherwise: Result): Promise<Result> {
		const result = this.last.then(() => (this.isStopped ? otherwise : operation())).catch(() => otherwise);
		this.last = result;
		return result;
	}
}
