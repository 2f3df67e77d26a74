import { and, eq, isNull } from "drizzle-orm";
import { LRUCache } from "lru-cache";
import { db } from "@/db";
import { emoji } from "@/db/schema";
import { emojiCodesOf } from "../markdown";
import { appState } from "../process/app-state";

declare module "../process/app-state" {
	interface AppState {
		emojiIndex: EmojiIndex;
	}
}

/** The ids of a server's emoji by their names. */
type EmojiNames = ReadonlyMap<string, number>;
/** The ids of the emoji that a text contains, by name. */
export type EmojiInText = Record<string, number>;

/** The maximum of different emoji of a server in a message; further ones are text. */
const maxEmoji = 50;
/** What may be a name. Most texts have none, and are not parsed. */
const candidates = /:([a-z0-9_]{2,32})(?=:)/gi;

/** The names of servers' emoji, read once for each server and again after a change. */
export class EmojiIndex {
	private readonly servers = new LRUCache<number, EmojiNames | Promise<EmojiNames>>({ max: 500 });

	constructor(private readonly read: (serverId: number) => Promise<EmojiNames> = fromDatabase) {}

	/**
	 * The emoji of the channel's server in a text; undefined without any. At once if the names are in memory, so that
	 * messages keep their order.
	 */
	find(channelId: number, text: string): EmojiInText | undefined | Promise<EmojiInText | undefined> {
		if (text.search(candidates) < 0) return undefined;
		const home = appState().channelHomes.peek(channelId);
		const names = home && this.servers.get(home.serverId);
		if (names instanceof Map) return emojiIn(text, names);
		return this.load(channelId).then((loaded) => emojiIn(text, loaded));
	}

	/** The emoji of the server have changed. */
	invalidate(serverId?: number): void {
		if (serverId === undefined) this.servers.clear();
		else this.servers.delete(serverId);
	}

	private async load(channelId: number): Promise<EmojiNames> {
		const home = await appState().channelHomes.of(channelId);
		if (!home) return new Map();
		const { serverId } = home;
		const known = this.servers.get(serverId);
		if (known) return known;
		const reading = this.read(serverId);
		this.servers.set(serverId, reading);
		try {
			const names = await reading;
			// Not after a change meanwhile, which has discarded this reading.
			if (this.servers.peek(serverId) === reading) this.servers.set(serverId, names);
			return names;
		} catch (error) {
			if (this.servers.peek(serverId) === reading) this.servers.delete(serverId);
			throw error;
		}
	}
}

function emojiIn(text: string, names: EmojiNames): EmojiInText | undefined {
	const mayBeThere = [...text.matchAll(candidates)].some(([, name = ""]) => names.has(name.toLowerCase()));
	if (!mayBeThere) return undefined;
	const found = emojiCodesOf(text).flatMap((name): [string, number][] => {
		const id = names.get(name);
		return id === undefined ? [] : [[name, id]];
	});
	return found.length > 0 ? Object.fromEntries(found.slice(0, maxEmoji)) : undefined;
}

/** The emoji of an edited text: a name that stays in it means what it meant before. */
export function emojiAfterEdit(
	text: string,
	before: EmojiInText | null | undefined,
	now: EmojiInText | undefined,
): EmojiInText | null {
	if (!before) return now ?? null;
	const names = new Set(emojiCodesOf(text));
	const stays = Object.entries(before).filter(([name]) => names.has(name));
	const all = Object.fromEntries([...Object.entries(now ?? {}), ...stays]);
	return Object.keys(all).length > 0 ? all : null;
}

async function fromDatabase(serverId: number): Promise<EmojiNames> {
	const rows = await db
		.select({ name: emoji.name, id: emoji.id })
		.from(emoji)
		.where(and(eq(emoji.serverId, serverId), isNull(emoji.deletedAt)));
	return new Map(rows.map(({ name, id }) => [name, id]));
}
