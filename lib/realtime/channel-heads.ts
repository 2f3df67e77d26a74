type Head = { channelId: number; lastSeq: number };
/**
 * Who may know of a channel, and what it is a thread of. `epoch` is that of `access` before this was read; without it, or
 * when it has moved on, the channel may have become private since.
 */
export type HeadsBefore = { hidden: boolean; parentId: number | null; epoch?: string | undefined };
/** `hidden` are for the audience of the channel itself, or of the one they are threads of. */
export type Heads = {
	serverId: number;
	open: (Head & { epoch?: string })[];
	hidden: (Head & { audience: number })[];
	own: (Head & HeadsBefore)[];
	/** The threads among them. */
	threads: number[];
};

const everyMs = 1000;

type Watched = {
	heads: Map<number, HeadsBefore & { lastSeq: number; own: boolean }>;
	emittedAt: number;
	timer?: NodeJS.Timeout | undefined;
};

/** The heads that moved, told at most once a second a server: at once after a quiet second, else when that second is over. */
export class ChannelHeads {
	private readonly servers = new Map<number, Watched>();

	constructor(private readonly emit: (heads: Heads) => void) {}

	/** A head moved by an append of this node. */
	onLocal(serverId: number, channelId: number, lastSeq: number, before: HeadsBefore): void {
		this.note(serverId, channelId, lastSeq, before, true);
	}

	/** A head that another node told of, or that was read in the log. */
	onRemote(serverId: number, channelId: number, lastSeq: number, before: HeadsBefore): void {
		this.note(serverId, channelId, lastSeq, before, false);
	}

	private note(
		serverId: number,
		channelId: number,
		lastSeq: number,
		{ hidden, parentId, epoch }: HeadsBefore,
		own: boolean,
	): void {
		const server: Watched = this.servers.get(serverId) ?? { heads: new Map(), emittedAt: Number.NEGATIVE_INFINITY };
		this.servers.set(serverId, server);
		const before = server.heads.get(channelId);
		server.heads.set(channelId, {
			lastSeq: Math.max(lastSeq, before?.lastSeq ?? 0),
			hidden,
			parentId,
			epoch,
			own: own || (before?.own ?? false),
		});
		server.timer ??= setTimeout(
			() => this.flush(serverId),
			Math.max(0, server.emittedAt + everyMs - performance.now()),
		);
	}

	/** Those who would be told may no longer know the channel. */
	drop(channelId: number): void {
		for (const { heads } of this.servers.values())
			for (const [id, { parentId }] of heads) if (id === channelId || parentId === channelId) heads.delete(id);
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
		const heads: Heads = { serverId, open: [], hidden: [], own: [], threads: [] };
		for (const [channelId, { lastSeq, hidden, parentId, epoch, own }] of server.heads) {
			if (hidden) heads.hidden.push({ channelId, lastSeq, audience: parentId ?? channelId });
			else heads.open.push({ channelId, lastSeq, ...(epoch !== undefined && { epoch }) });
			if (own) heads.own.push({ channelId, lastSeq, hidden, parentId });
			if (parentId !== null) heads.threads.push(channelId);
		}
		server.heads.clear();
		server.emittedAt = performance.now();
		server.timer = setTimeout(() => this.flush(serverId), everyMs);
		this.emit(heads);
	}
}
