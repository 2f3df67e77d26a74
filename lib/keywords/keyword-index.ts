import { and, eq, sql } from "drizzle-orm";
import { LRUCache } from "lru-cache";
import { db, prepared } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { memberships, users } from "@/db/schema";
import { log } from "../process/log";
import { TurnLoader } from "../turn-loader";
import { Trie } from "./trie";

declare module "../process/app-state" {
	interface AppState {
		keywordIndex: KeywordIndex;
	}
}

type Words = { userId: number; keywords: string[] };
/** The source of the keywords. */
export type Source = {
	/** The keywords of all members of a server who have any. */
	ofServer(serverId: number): Promise<Words[]>;
	/** The keywords of one user, with their servers. */
	ofUser(userId: number): Promise<{ keywords: string[]; serverIds: number[] }>;
};

/** After this many users' keywords the work yields to other requests. */
const maxConcurrentLoads = 500;

/** Members' keywords by server: read once, and then updated user by user. */
export class KeywordIndex {
	private readonly servers = new LRUCache<number, Trie | Promise<Trie>>({ max: 500 });
	/** The latest query of a user's keywords; the results of earlier ones are outdated. */
	private readonly readings = new Map<number, symbol>();

	constructor(private readonly source: Source = database()) {}

	/**
	 * The users that a text in a server may notify: at once if its keywords are in memory. The database decides whether
	 * they may see it.
	 */
	ownersIn(serverId: number, texts: string[]): number[][] | Promise<number[][]> {
		const ownersIn = (trie: Trie) => texts.map((text) => trie.ownersIn(text));
		const trie = this.trieOf(serverId);
		return trie instanceof Promise ? trie.then(ownersIn) : ownersIn(trie);
	}

	/** A user's keywords changed, or they joined a server: only their own keywords are replaced. */
	async invalidateUser(userId: number): Promise<void> {
		const reading = Symbol();
		this.readings.set(userId, reading);
		try {
			const { keywords, serverIds } = await this.source.ofUser(userId);
			for (const serverId of serverIds) {
				if (this.readings.get(userId) !== reading) return;
				await this.replace(serverId, userId, keywords);
			}
		} catch (error) {
			log.debug({ err: error }, "keywords could not be reloaded");
			this.invalidate();
		} finally {
			if (this.readings.get(userId) === reading) this.readings.delete(userId);
		}
	}

	/** A user left a server: their keywords no longer apply there. */
	removeMember(serverId: number, userId: number): void {
		void this.replace(serverId, userId, []);
	}

	/** Discards everything, because this instance may have missed changes. */
	invalidate(): void {
		this.servers.clear();
	}

	/** Also in servers that are being loaded, whose data may be older. */
	private async replace(serverId: number, userId: number, keywords: string[]): Promise<void> {
		try {
			(await this.servers.peek(serverId))?.set(userId, keywords);
		} catch {
			// They could not be read, and are read anew.
		}
	}

	private trieOf(serverId: number): Trie | Promise<Trie> {
		const known = this.servers.get(serverId);
		if (known) return known;
		const reading = this.read(serverId);
		this.servers.set(serverId, reading);
		const isCurrent = () => this.servers.peek(serverId) === reading;
		reading.then(
			(trie) => isCurrent() && this.servers.set(serverId, trie),
			() => isCurrent() && this.servers.delete(serverId),
		);
		return reading;
	}

	private async read(serverId: number): Promise<Trie> {
		const trie = new Trie();
		for (const [place, { userId, keywords }] of (await this.source.ofServer(serverId)).entries()) {
			trie.set(userId, keywords);
			if (place % maxConcurrentLoads === maxConcurrentLoads - 1) await new Promise((resolve) => setImmediate(resolve));
		}
		return trie;
	}
}

const database = (loader = new TurnLoader(ofUsers)): Source => ({
	ofServer: (serverId) =>
		db
			.select({ userId: users.id, keywords: users.keywords })
			.from(users)
			.innerJoin(memberships, eq(memberships.userId, users.id))
			// Written out, so that every plan can use the index of users who have keywords.
			.where(and(sql`${users.keywords} <> '{}'`, eq(memberships.serverId, serverId))),
	ofUser: async (userId) => (await loader.load(userId)) ?? { keywords: [], serverIds: [] },
});

async function ofUsers(userIds: number[]): Promise<Map<number, { keywords: string[]; serverIds: number[] }>> {
	return new Map((await selectKeywords({ userIds })).map(({ id, ...row }) => [id, row]));
}

const selectKeywords = prepared((db) => {
	const joined = db.select({ id: memberships.serverId }).from(memberships).where(eq(memberships.userId, users.id));
	return db
		.select({ id: users.id, keywords: users.keywords, serverIds: sql<number[]>`array${joined}` })
		.from(users)
		.where(isOneOf(users.id, sql.placeholder("userIds")));
});
