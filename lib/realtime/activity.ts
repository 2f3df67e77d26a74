type Head = { channelId: number; lastSeq: number };
export type Heads = { serverId: number; open: Head[]; hidden: Head[]; own: (Head & { hidden: boolean })[] };

const everyMs = 1000;

type Watched = {
	heads: Map<number, { lastSeq: number; hidden: boolean; own: boolean }>;
	toldAt: number;
	timer?: NodeJS.Timeout | undefined;
};

/** The heads that moved, told at most once a second a server: at once after a quiet second, else when that second is over. */
export class Activity {
	private readonly servers = new Map<number, Watched>();

	constructor(private readonly tell: (heads: Heads) => void) {}

	/** A head moved by an append of this node. */
	moved(serverId: number, channelId: number, lastSeq: number, hidden: boolean): void {
		this.note(serverId, channelId, lastSeq, hidden, true);
	}

	/** A head that another node told of, or that was read in the log. */
	learned(serverId: number, channelId: number, lastSeq: number, hidden: boolean): void {
		this.note(serverId, channelId, lastSeq, hidden, false);
	}

	private note(serverId: number, channelId: number, lastSeq: number, hidden: boolean, own: boolean): void {
		const server: Watched = this.servers.get(serverId) ?? { heads: new Map(), toldAt: Number.NEGATIVE_INFINITY };
		this.servers.set(serverId, server);
		const before = server.heads.get(channelId);
		server.heads.set(channelId, {
			lastSeq: Math.max(lastSeq, before?.lastSeq ?? 0),
			hidden,
			own: own || (before?.own ?? false),
		});
		server.timer ??= setTimeout(() => this.flush(serverId), Math.max(0, server.toldAt + everyMs - performance.now()));
	}

	/** Those who would be told may no longer know the channel. */
	drop(channelId: number): void {
		for (const { heads } of this.servers.values()) heads.delete(channelId);
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
		const heads: Heads = { serverId, open: [], hidden: [], own: [] };
		for (const [channelId, { lastSeq, hidden, own }] of server.heads) {
			heads[hidden ? "hidden" : "open"].push({ channelId, lastSeq });
			if (own) heads.own.push({ channelId, lastSeq, hidden });
		}
		server.heads.clear();
		server.toldAt = performance.now();
		server.timer = setTimeout(() => this.flush(serverId), everyMs);
		this.tell(heads);
	}
}
