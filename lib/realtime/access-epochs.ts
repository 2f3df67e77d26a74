import { LRUCache } from "lru-cache";

/**
 * When access was last taken away from a person, a session, a channel or a server, on this node. What proves access in
 * the database and then acts in memory compares the epochs before and after, in the same turn as it acts: had something
 * been revoked meanwhile, it proves again.
 */
export class Epochs {
	private count = 0;
	/** Only those of the last moments matter; one that fell out reads as changed, which costs one proof more. */
	private readonly at = new LRUCache<string, number>({ max: 100_000 });

	bump(key: string): void {
		this.at.set(key, ++this.count);
	}

	/** A mark to compare later: equal means that nothing was revoked under any of the keys in between. */
	of(...keys: string[]): string {
		return keys.map((key) => this.at.get(key) ?? 0).join(" ");
	}
}
