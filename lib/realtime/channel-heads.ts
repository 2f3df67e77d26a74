import { sql } from "@/db";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { summaries } from "../threads/summary";
import { publish, socketsInRoom } from "./broadcast";
import { room } from "./rooms";
import type { Socket } from "./socket";

declare module "../process/app-state" {
	interface AppState {
		channelHeads: ChannelHeads;
	}
}

type Head = { channelId: number; lastSeq: number };
/**
 * The audience of a channel, and the channel it is a thread of. `epoch` is that of `access` before this was read;
 * without it, or if it has changed, the channel may have become private since.
 */
export type HeadsBefore = { hidden: boolean; parentId: number | null; epoch?: string | undefined };
/** `hidden` heads are only for users who may see the private channel, or the private channel of the threads. */
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
			// After a second without a change, the server's next event is emitted at once again.
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

/** Emits one event a server: users who may see a private channel get its head in the same event as the public ones. */
function emitHeads(heads: Heads): void {
	const { serverId, own } = heads;
	if (own.length > 0) appState().redisBus?.send({ kind: "heads", serverId, heads: own });
	emitHeadsTo(heads).catch((error) => log.debug({ err: error }, "activity could not be emitted"));
	emitThreads(heads.threads).catch((error) => log.debug({ err: error }, "thread summaries could not be emitted"));
}

/** Emits these threads' summaries to sockets that have their channels open here. */
async function emitThreads(threadIds: number[]): Promise<void> {
	if (threadIds.length === 0) return;
	const listened = (channelId: number) => socketsInRoom(room.channel(channelId)).length > 0;
	for (const { parentId, parentSeq, thread } of await summaries(threadIds))
		if (listened(parentId)) publish(room.channel(parentId), "thread", { channelId: parentId, seq: parentSeq, thread });
}

const accessNow = () => appState().epochs.of("access");

/** Looks up a channel first if it may have become private since its head was noted, as often as needed. */
async function emitHeadsTo(heads: Heads): Promise<void> {
	const isCertain = ({ epoch }: { epoch?: string }) => epoch === accessNow();
	if (!heads.open.every(isCertain)) return emitHeadsTo(await readAnew(heads));
	let again: Promise<void> | undefined;
	appState().emitBuffer.emit(() => {
		if (heads.open.every(isCertain)) emitActivity(heads);
		else again = emitHeadsTo(heads).catch((error) => log.debug({ err: error }, "activity could not be emitted"));
	});
	await again;
}

/** The same heads, each for the current audience of its channel; deleted channels are missing. */
async function readAnew(heads: Heads): Promise<Heads> {
	const epoch = accessNow();
	const rows = await sql<{ channelId: number; hidden: boolean; audience: number }[]>`
		select id as "channelId", view_restricted as hidden, coalesce(parent_id, id) as audience from channels
		where id = any (${heads.open.map(({ channelId }) => channelId)}::bigint[])`;
	const found = new Map(rows.map((row) => [row.channelId, row]));
	const open: Heads["open"] = [];
	const hidden = [...heads.hidden];
	for (const { channelId, lastSeq } of heads.open) {
		const row = found.get(channelId);
		if (row?.hidden) hidden.push({ channelId, lastSeq, audience: row.audience });
		else if (row) open.push({ channelId, lastSeq, epoch });
	}
	return { ...heads, open, hidden };
}

function emitActivity({ serverId, hidden, ...heads }: Heads): void {
	const open = heads.open.map(({ channelId, lastSeq }) => ({ channelId, lastSeq }));
	const audiences = new Map<Socket, { channelId: number; lastSeq: number }[]>();
	for (const { audience, ...head } of hidden)
		for (const socket of socketsInRoom(room.audience(audience)))
			audiences.set(socket, [...(audiences.get(socket) ?? []), head]);
	for (const [socket, heads] of audiences) socket.emit("activity", { serverId, channels: [...open, ...heads] });
	if (open.length === 0) return;
	let target = appState().io?.local.to(room.server(serverId));
	for (const socket of audiences.keys()) target = target?.except(socket.id);
	target?.emit("activity", { serverId, channels: open });
}
