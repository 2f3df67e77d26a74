import { mayView, type View } from "../auth/views";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { summaries } from "../threads/summary";
import { publish, socketsInRoom } from "./broadcast";
import { room } from "./rooms";

declare module "../process/app-state" {
	interface AppState {
		channelHeads: ChannelHeads;
	}
}

/**
 * The channel that this thread belongs to, and whether only some members may view it. `hidden` decides as long as this
 * instance does not know the channel yet; otherwise the views of its sockets do. `uncounted` messages up to the head do
 * not count as unread.
 */
export type HeadsBefore = { hidden: boolean; parentId: number | null; uncounted?: number };
type Head = HeadsBefore & { channelId: number; lastSeq: number };
/** `own` are the heads that this instance has moved. */
export type Heads = { serverId: number; heads: Head[]; own: Head[] };

const everyMs = 1000;

type Watched = {
	heads: Map<number, Head & { own: boolean }>;
	emittedAt: number;
	timer?: NodeJS.Timeout | undefined;
};

/**
 * Moved heads, emitted at most once a second a server: at once after a quiet second, otherwise when that second is
 * over.
 */
export class ChannelHeads {
	private readonly servers = new Map<number, Watched>();

	constructor(private readonly emit: (heads: Heads) => void = emitHeads) {}

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
		{ hidden, parentId, uncounted = 0 }: HeadsBefore,
		own: boolean,
	): void {
		const server: Watched = this.servers.get(serverId) ?? { heads: new Map(), emittedAt: Number.NEGATIVE_INFINITY };
		this.servers.set(serverId, server);
		const before = server.heads.get(channelId);
		server.heads.set(channelId, {
			channelId,
			lastSeq: Math.max(lastSeq, before?.lastSeq ?? 0),
			...atLeast(uncounted, before?.uncounted),
			hidden,
			parentId,
			own: own || (before?.own ?? false),
		});
		server.timer ??= setTimeout(
			() => this.flush(serverId),
			Math.max(0, server.emittedAt + everyMs - performance.now()),
		);
	}

	/** Discards the heads of a deleted channel and of its threads. */
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
			// After a second without a change, the server's next event is emitted at once again.
			this.servers.delete(serverId);
			return;
		}
		const found = [...server.heads.values()];
		const heads = found.map(({ own: _, ...head }) => head);
		const own = heads.filter(({ channelId }) => server.heads.get(channelId)?.own);
		server.heads.clear();
		server.emittedAt = performance.now();
		server.timer = setTimeout(() => this.flush(serverId), everyMs);
		this.emit({ serverId, heads, own });
	}
}

const atLeast = (uncounted = 0, before = 0) =>
	uncounted + before > 0 ? { uncounted: Math.max(uncounted, before) } : {};

function emitHeads({ serverId, heads, own }: Heads): void {
	if (own.length > 0) appState().redisBus?.send({ kind: "heads", serverId, heads: own });
	appState().emitBuffer.emit(() => emitActivity(serverId, heads));
	const threads = heads.filter(({ parentId }) => parentId !== null).map(({ channelId }) => channelId);
	emitThreads(threads).catch((error) => log.debug({ err: error }, "thread summaries could not be emitted"));
}

/** Emits one event to each user: the heads of the channels that they may view at this moment. */
function emitActivity(serverId: number, heads: Head[]): void {
	for (const view of appState().views.of(serverId)) {
		const channels = heads
			.filter((head) => isVisible(view, head))
			.map(({ channelId, lastSeq, uncounted }) => ({ channelId, lastSeq, ...atLeast(uncounted) }));
		if (channels.length > 0) appState().io?.local.to(view.room).emit("activity", { serverId, channels });
	}
}

function isVisible(view: View, { channelId, parentId, hidden }: Head): boolean {
	const place = parentId ?? channelId;
	return view.channels.has(place) ? mayView(view, place) : !hidden;
}

/** Emits these threads' summaries to sockets that have their channels open here. */
async function emitThreads(threadIds: number[]): Promise<void> {
	if (threadIds.length === 0) return;
	const listened = (channelId: number) => socketsInRoom(room.channel(channelId)).length > 0;
	for (const { parentId, parentSeq, thread } of await summaries(threadIds))
		if (listened(parentId)) publish(room.channel(parentId), "thread", { channelId: parentId, seq: parentSeq, thread });
}
