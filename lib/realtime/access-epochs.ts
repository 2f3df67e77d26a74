import { LRUCache } from "lru-cache";
import { appState } from "../process/app-state";

declare module "../process/app-state" {
	interface AppState {
		epochs: Epochs;
	}
}

/**
 * The last revocations of users, sessions, channels and servers on this instance. Code that checks access in the
 * database and then acts in memory compares the epochs before and after, in the same turn of the event loop as it acts.
 * If something was revoked meanwhile, it checks again.
 */
export class Epochs {
	private count = 0;
	/** Only recent revocations matter. An evicted one reads as changed, which costs one more check. */
	private readonly at = new LRUCache<string, number>({ max: 100_000 });

	bump(key: string): void {
		this.at.set(key, ++this.count);
	}

	/** A value to compare later: equal if nothing was revoked under any of the keys in between. */
	of(...keys: string[]): string {
		return keys.map((key) => this.at.get(key) ?? 0).join(" ");
	}
}

/** The epochs that decide whether a user's access check still holds. */
export const accessEpoch = (userId: number, sessionId?: string) =>
	appState().epochs.of("access", `user:${userId}`, ...(sessionId ? [`session:${sessionId}`] : []));
