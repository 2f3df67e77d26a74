type Head = { channelId: number; lastSeq: number };
export type Heads = { serverId: number; open: Head[]; hidden: Head[] };

const everyMs = 1000;

type Watched = {
	heads: Map<number, { lastSeq: number; hidden: boolean }>;
	toldAt: number;
	timer?: NodeJS.Timeout | undefined;
};

/** The heads that moved, told at most once a second a server: at once after a quiet second, else when that second is over. */
export class Activity {
	private readonly servers = new Map<number, Watched>();

	constructor(private readonly tell: (heads: Heads) => void) {}

	moved(serverId: number, channelId: number, lastSeq: number, hidden: boolean): void {
		const server: Watched = this.servers.get(serverId) ?? { heads: new Map(), toldAt: Number.NEGATIVE_INFINITY };
		this.servers.set(serverId, server);
		server.heads.set(channelId, { lastSeq: Math.max(lastSeq, server.heads.get(channelId)?.lastSeq ?? 0), hidden });
		if (server.timer) return;
		server.timer = setTimeout(() => this.flush(serverId), Math.max(0, server.toldAt + everyMs - performance.now()));
	}

	stop(): void {
		for (const { timer } of this.servers.values()) clearTimeout(timer);
		this.servers.clear();
	}

	private flush(serverId: number): void {
		const server = this.servers.get(serverId);
		if (!server) return;
		server.timer = undefined;
		if (server.heads.size === 0) {
			// A whole second without a word: nothing to remember.
			this.servers.delete(serverId);
			return;
		}
		const open: Head[] = [];
		const hidden: Head[] = [];
		for (const [channelId, head] of server.heads)
			(head.hidden ? hidden : open).push({ channelId, lastSeq: head.lastSeq });
		server.heads.clear();
		server.toldAt = performance.now();
		server.timer = setTimeout(() => this.flush(serverId), everyMs);
		this.tell({ serverId, open, hidden });
	}
}
