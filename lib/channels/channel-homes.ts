import { eq } from "drizzle-orm";
import { LRUCache } from "lru-cache";
import { db } from "@/db";
import { channels } from "@/db/schema";

declare module "../process/app-state" {
	interface AppState {
		channelHomes: ChannelHomes;
	}
}

/** Where a channel is; `channelId` of a thread is its channel's. */
export type ChannelHome = { readonly serverId: number; readonly channelId: number };

const maxKnown = 20_000;

/** The servers of channels, in memory: a channel never changes its server, and a thread never its channel. */
export class ChannelHomes {
	private readonly known = new LRUCache<number, ChannelHome>({ max: maxKnown });

	/** Undefined if it is not known yet. */
	peek(channelId: number): ChannelHome | undefined {
		return this.known.get(channelId);
	}

	/** Null for a channel that does not exist. */
	async of(channelId: number): Promise<ChannelHome | null> {
		const known = this.known.get(channelId);
		if (known) return known;
		const [row] = await db
			.select({ serverId: channels.serverId, parentId: channels.parentId })
			.from(channels)
			.where(eq(channels.id, channelId));
		if (!row) return null;
		const home = { serverId: row.serverId, channelId: row.parentId ?? channelId };
		this.known.set(channelId, home);
		return home;
	}
}
