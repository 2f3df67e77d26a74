type Head = { channelId: number; lastSeq: number };
/**
 * The audience of a channel, and the channel it is a thread of. `epoch` is that of `access` before this was read;
 * without it, or if it has changed, the channel may have become private since.
 */
export type HeadsBefore = { hidden: boolean; parentId: number | null; epoch?: string | undefined };
/** `hidden` are for the audience of the private channel itself, or of the threads' channel. */
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

/**
 * Moved heads, emitted at most once a second a server: at once after a quiet second, otherwise when that second is
 * over.
 */
export class ChannelHeads {
	private readonly servers = new Map<number, Watched>();

	constructor(private readonly emit: (heads: Heads) => void) {}

	/** An append of this instance moved a head. */
	onLocal(serverId: number, channelId: number, lastSeq: number, before: HeadsBefore): void {
		this.note(serverId, channelId, lastSeq, before, true);
	}

	/** Another instance or the log reported a head. */
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

	/** Discards a channel's head, because its audience may have lost access. */
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
			// After a whole second without a change there is nothing to remember.
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
