import { LRUCache } from "lru-cache";

declare module "../process/app-state" {
	interface AppState {
		automodCounters: Counters;
	}
}

type Entry = { at: number; id: string; weight: number };

/** A counted message as other instances receive it: with its age, because clocks differ. */
export type Counted = { key: string; id: string; weight: number; windowMs: number; ageMs: number };

const maxKeys = 50_000;
/** The longest time that a rule looks back. */
const maxWindowMs = 3_600_000;
/** The messages that are counted in this time are shared together. */
const shareAfterMs = 50;
/** Of counted messages that wait to be shared: beyond it, Redis is not the only thing that is overloaded. */
const maxWaiting = 10_000;

/**
 * Counts the messages that members have sent recently, in memory, so that no message waits. `share` sends the counted
 * messages to the other instances, which then count them too. Without it, and while it fails, each counts its own.
 */
export class Counters {
	private readonly entries = new LRUCache<string, Entry[]>({ max: maxKeys, ttl: maxWindowMs });
	private waiting: (Omit<Counted, "ageMs"> & { at: number })[] = [];
	private timer: NodeJS.Timeout | undefined;

	constructor(private readonly share?: (counted: Counted[]) => void) {}

	/**
	 * Whether this exceeds `max` in the time window. If not, it is counted; a message that is sent again counts once.
	 */
	exceeds(
		key: string,
		{ id, weight = 1, now = Date.now() }: { id: string; weight?: number; now?: number },
		{ max, windowMs }: { max: number; windowMs: number },
	): boolean {
		const recent = this.recent(key, now - windowMs);
		if (recent.some((entry) => entry.id === id)) return false;
		const sum = recent.reduce((total, entry) => total + entry.weight, weight);
		if (sum > max) return true;
		recent.push({ at: now, id, weight });
		this.entries.set(key, recent);
		if (this.share && this.waiting.length < maxWaiting) {
			this.waiting.push({ key, id, weight, windowMs, at: now });
			this.timer ??= setTimeout(() => this.flush(), shareAfterMs).unref();
		}
		return false;
	}

	/** Counts messages that another instance has counted. */
	addRemote(counted: Counted[], now = Date.now()): void {
		for (const { key, id, weight, windowMs, ageMs } of counted) {
			const recent = this.recent(key, now - windowMs);
			if (recent.some((entry) => entry.id === id)) continue;
			recent.push({ at: now - ageMs, id, weight });
			this.entries.set(key, recent);
		}
	}

	private recent(key: string, since: number): Entry[] {
		return (this.entries.get(key) ?? []).filter(({ at }) => at > since);
	}

	private flush(now = Date.now()): void {
		this.timer = undefined;
		const counted = this.waiting.map(({ at, ...entry }) => ({ ...entry, ageMs: now - at }));
		this.waiting = [];
		this.share?.(counted);
	}
}
