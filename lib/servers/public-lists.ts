import type { LRUCache } from "lru-cache";
import type { Viewer } from "../auth/viewer";
import { appState } from "../process/app-state";
import type { Category, Server } from "../realtime/protocol";
import type { AppData } from "../users/app-data";
import * as categories from "./categories";
import * as servers from "./servers";

declare module "../process/app-state" {
	interface AppState {
		/** First pages of public servers, as a guest sees them, and the categories. */
		publicLists: LRUCache<string, Promise<object>>;
	}
}

/** A list in Explore. A search for words is not one of them. */
export type PublicList = Pick<Parameters<typeof servers.find>[1], "category" | "sort" | "limit">;

/** The ways to read public servers as a viewer sees them. */
export type PublicLists = {
	find: (list: PublicList) => Promise<{ servers: Server[]; nextCursor: string | null }>;
	categories: () => Promise<{ categories: Category[] }>;
};

export const publicLists = (viewer: Viewer | null): PublicLists => ({
	find: (list) => servers.find(viewer, list),
	categories: categories.all,
});

/**
 * The same lists from memory, for a member with these servers. They are read once a second for all viewers, and again
 * after a server has changed.
 */
export const cachedLists = (member: Promise<AppData>): PublicLists => ({
	find: async (list) => {
		const [found, { mine }] = await Promise.all([
			cached(JSON.stringify([list.category, list.sort, list.limit]), () => servers.find(null, list)),
			member,
		]);
		const joined = new Set(mine.servers.map(({ id }) => id));
		return { ...found, servers: found.servers.map((server) => ({ ...server, isMember: joined.has(server.id) })) };
	},
	categories: () => cached("categories", categories.all),
});

function cached<List extends object>(key: string, read: () => Promise<List>): Promise<List> {
	const { publicLists } = appState();
	const known = publicLists.get(key) as Promise<List> | undefined;
	if (known) return known;
	const reading = read();
	publicLists.set(key, reading);
	reading.catch(() => publicLists.peek(key) === reading && publicLists.delete(key));
	return reading;
}
