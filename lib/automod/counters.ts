import { LRUCache } from "lru-cache";

declare module "../process/app-state" {
	interface AppState {
		automodCounters: Counters;
	}
}

type Entry = { at: number; id: string; weight: number };

const maxKeys = 50_000;
/** The longest time that a rule looks back. */
const maxWindowMs = 3_600_000;

/** What members have sent recently, for rules that count over time. Each instance has its own without Redis. */
export class Counters {
	private readonly entries = new LRUCache<string, Entry[]>({ max: maxKeys, ttl: maxWindowMs });

	/**
	 * Whether this exceeds `max` in the time window. If not, it is counted; a message that is sent again counts once.
	 */
	exceeds(
		key: string,
		{ id, weight = 1, now = Date.now() }: { id: string; weight?: number; now?: number },
		{ max, windowMs }: { max: number; windowMs: number },
	): boolean {
		const recent = (this.entries.get(key) ?? []).filter(({ at }) => at > now - windowMs);
		if (recent.some((entry) => entry.id === id)) return false;
		const sum = recent.reduce((total, entry) => total + entry.weight, weight);
		if (sum > max) return true;
		recent.push({ at: now, id, weight });
		this.entries.set(key, recent);
		return false;
	}
}
