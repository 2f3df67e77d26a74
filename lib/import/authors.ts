import { LRUCache } from "lru-cache";
import { isReserved } from "../text/confusables";
import { type Tx, transaction } from "../transaction";
import { displayNameFrom, numbered, Tries, usernameFrom } from "./names";

/**
 * The placeholder accounts of the source's authors: they cannot sign in and belong to no server. Each author has a
 * separate one in this server, never a real user's account.
 */
export class ImportedAuthors {
	private readonly known = new LRUCache<string, number>({ max: 50_000 });
	private readonly tries = new Tries();

	constructor(private readonly serverId: number) {}

	/** The accounts of these authors; new ones are created. */
	async idsOf(originals: Iterable<string>): Promise<Map<string, number>> {
		const found = new Map<string, number>();
		const unknown: string[] = [];
		for (const original of new Set(originals)) {
			const id = this.known.get(original);
			if (id === undefined) unknown.push(original);
			else found.set(original, id);
		}
		if (unknown.length === 0) return found;
		for (const [original, id] of await transaction((tx) => this.settle(tx, unknown))) {
			this.known.set(original, id);
			found.set(original, id);
		}
		return found;
	}

	private async settle(tx: Tx, originals: string[]): Promise<Map<string, number>> {
		const rows = await tx.sql<{ original: string; userId: number }[]>`
			select original, user_id as "userId" from imported_authors
			where server_id = ${this.serverId} and original = any (${originals}::text[])`;
		const found = new Map(rows.map(({ original, userId }) => [original, userId]));
		const made = await this.make(
			tx,
			originals.filter((original) => !found.has(original)),
		);
		await tx.sql`
			insert into imported_authors (server_id, original, user_id)
			select ${this.serverId}, m.original, m.id
			from unnest(${[...made.keys()]}::text[], ${[...made.values()]}::bigint[]) as m(original, id)`;
		return new Map([...found, ...made]);
	}

	/** Leaves a taken name to its account and tries the next one. */
	private async make(tx: Tx, originals: string[]): Promise<Map<string, number>> {
		const made = new Map<string, number>();
		for (let left = originals; left.length > 0; left = left.filter((original) => !made.has(original))) {
			const wanted = new Map(left.map((original) => [this.nextUsername(original), original]));
			const rows = await tx.sql<{ id: number; username: string }[]>`
				insert into users (username, display_name, kind)
				select w.*, 'placeholder' from unnest(${[...wanted.keys()]}::text[], ${[...wanted.values()].map(displayNameFrom)}::text[]) as w(username, display_name)
				where not exists (select from held_usernames h where h.username = w.username and h.until > now())
				order by username
				on conflict (username) do nothing returning id, username`;
			for (const { id, username } of rows) made.set(wanted.get(username) ?? "", id);
		}
		return made;
	}

	private nextUsername(original: string): string {
		const base = usernameFrom(original);
		return numbered(base, this.tries.next(base, isReserved(base) ? 2 : 1), "_", 32);
	}
}
