import { sql } from "@/db";
import type { LoadedServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import * as channels from "../channels/channels";
import { isAppError } from "../errors";
import { channelNameFrom, numbered, Tries } from "./names";

/** The channels of this server for the source's channels. Two source channels never share one. */
export class ImportedChannels {
	/** Null: the server has the maximum of channels. */
	private readonly known = new Map<string, number | null>();
	private readonly tries = new Tries();
	private full = false;

	constructor(
		private readonly owner: Viewer,
		private readonly server: LoadedServer,
	) {}

	/** The channel for a source channel, created or adopted on first use; null if the server has the maximum. */
	async idOf(original: string): Promise<number | null> {
		const known = this.known.get(original);
		if (known !== undefined) return known;
		const [mapped] = await sql<{ channelId: number }[]>`
			select channel_id as "channelId" from imported_channels where server_id = ${this.server.id} and original = ${original}`;
		const id = mapped?.channelId ?? (await this.settle(original));
		if (id !== null) this.known.set(original, id);
		return id;
	}

	private async settle(original: string): Promise<number | null> {
		const base = channelNameFrom(original);
		for (;;) {
			const name = numbered(base, this.tries.next(base), "-", 80);
			const adopted = await this.adopt(original, name);
			if (adopted !== null) return adopted;
			if (this.full) return null;
			// After an interruption between these two, the next run finds the channel empty and adopts it.
			if (await this.make(name)) return this.adopt(original, name);
			if (this.full) return null;
		}
	}

	/** Adopts an empty channel that no other source channel uses. */
	private async adopt(original: string, name: string): Promise<number | null> {
		const [row] = await sql<{ channelId: number }[]>`
			insert into imported_channels (server_id, original, channel_id)
			select c.server_id, ${original}, c.id from channels c
			where c.server_id = ${this.server.id} and c.name = ${name} and c.last_rev = 0
				and not exists (select 1 from imported_channels i where i.channel_id = c.id)
			returning channel_id as "channelId"`;
		return row?.channelId ?? null;
	}

	/** Returns false if the name is taken. */
	private async make(name: string): Promise<boolean> {
		try {
			await channels.create(this.owner, this.server, { name, topic: "", private: false });
			return true;
		} catch (error) {
			if (!isAppError(error, "name_taken", "forbidden")) throw error;
			this.full ||= error.code === "forbidden";
			return false;
		}
	}
}
