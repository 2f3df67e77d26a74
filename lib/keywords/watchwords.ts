import { LRUCache } from "lru-cache";
import { sql } from "@/db";
import { log } from "../log";
import { Trie } from "./trie";

type Watch = { trie: Trie; isOld: boolean };

/** The words that members watch, by server, as this node last read them. */
export class Watchwords {
	private readonly servers = new LRUCache<number, Promise<Watch>>({ max: 500 });
	/** A channel never changes its server. */
	private readonly homes = new LRUCache<number, number>({ max: 10_000 });

	/** Whom a text in a channel may concern; whether they may see it there is the database's to say. */
	async ownersIn(channelId: number, texts: string[]): Promise<number[][]> {
		const { trie } = await this.watchOf(await this.homeOf(channelId));
		return texts.map((text) => trie.ownersIn(text));
	}

	/** Somebody's words changed: they count from now on. */
	forget(): void {
		this.servers.clear();
	}

	/** Somebody joined a server: its words are read anew, and nobody waits for that. */
	age(serverId: number): void {
		this.servers.peek(serverId)?.then(
			(watch) => {
				watch.isOld = true;
			},
			() => {},
		);
	}

	private async watchOf(serverId: number): Promise<Watch> {
		const known = this.servers.get(serverId);
		if (!known) return this.read(serverId);
		const watch = await known;
		if (watch.isOld) {
			watch.isOld = false;
			this.read(serverId, known).catch((error) => log.debug({ err: error }, "keywords could not be read anew"));
		}
		return watch;
	}

	/** Until it has been read, the old one stands. */
	private read(serverId: number, old?: Promise<Watch>): Promise<Watch> {
		const reading = readWatch(serverId);
		if (!old) this.servers.set(serverId, reading);
		reading.then(
			() => old && this.servers.peek(serverId) === old && this.servers.set(serverId, reading),
			() => this.servers.peek(serverId) === reading && this.servers.delete(serverId),
		);
		return reading;
	}

	private async homeOf(channelId: number): Promise<number> {
		const known = this.homes.get(channelId);
		if (known !== undefined) return known;
		const [row] = await sql<
			{ serverId: number }[]
		>`select server_id as "serverId" from channels where id = ${channelId}`;
		if (row) this.homes.set(channelId, row.serverId);
		return row?.serverId ?? 0;
	}
}

/** So many people's words are taken in before whoever else waits has a turn. */
const mostAtOnce = 500;

async function readWatch(serverId: number): Promise<Watch> {
	const rows = await sql<{ userId: number; keywords: string[] }[]>`
		select u.id as "userId", u.keywords from users u join memberships m on m.user_id = u.id
		where u.keywords <> '{}' and m.server_id = ${serverId}`;
	const trie = new Trie();
	for (const [place, { userId, keywords }] of rows.entries()) {
		for (const word of keywords) trie.add(word, userId);
		if (place % mostAtOnce === mostAtOnce - 1) await new Promise((resolve) => setImmediate(resolve));
	}
	return { trie, isOld: false };
}
