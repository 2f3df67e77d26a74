import type { CachedWindow } from "./channel-log";
import type { WindowDatabase } from "./window-database";
import { channelIdOf, isWithin, type WindowId } from "./window-id";

const quietMs = 1000;

/**
 * Stores the cached windows in the browser's database, a moment after they have changed. Errors of the database are
 * ignored: then a channel is loaded from the server.
 */
export class WindowStore {
	private readonly changed = new Map<WindowId, CachedWindow>();
	private timer: ReturnType<typeof setTimeout> | undefined;
	/** One operation after the other, so that a deleted window is not stored again. */
	private last: Promise<unknown> = Promise.resolve();
	private isStopped = false;

	constructor(
		private readonly database: WindowDatabase,
		private readonly afterMs = quietMs,
	) {}

	get(id: WindowId): Promise<CachedWindow | null> {
		return this.run(() => this.database.get(id), null);
	}

	put(id: WindowId, window: CachedWindow): void {
		if (this.isStopped) return;
		this.changed.set(id, window);
		this.timer ??= setTimeout(() => this.flush(), this.afterMs);
	}

	delete(id: WindowId): void {
		for (const one of this.changed.keys()) if (isWithin(one, id)) this.changed.delete(one);
		void this.run(() => this.database.delete(id), undefined);
	}

	keepOnly(channelIds: ReadonlySet<number>): Promise<void> {
		for (const id of this.changed.keys()) if (!channelIds.has(channelIdOf(id))) this.changed.delete(id);
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
