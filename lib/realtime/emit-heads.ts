import { sql } from "@/db";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { summaries } from "../threads/summary";
import { type LocalSocket, publish, room, socketsInRoom } from "./broadcast";
import type { Heads } from "./channel-heads";

/** Emits one event a server: users who may see a private channel get its head in the same event as the public ones. */
export function emitHeads(heads: Heads): void {
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
		select id as "channelId", private as hidden, coalesce(parent_id, id) as audience from channels
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
	const audiences = new Map<LocalSocket, { channelId: number; lastSeq: number }[]>();
	for (const { audience, ...head } of hidden)
		for (const socket of socketsInRoom(room.audience(audience)))
			audiences.set(socket, [...(audiences.get(socket) ?? []), head]);
	for (const [socket, heads] of audiences) socket.emit("activity", { serverId, channels: [...open, ...heads] });
	if (open.length === 0) return;
	let target = appState().io?.local.to(room.server(serverId));
	for (const socket of audiences.keys()) target = target?.except(socket.id);
	target?.emit("activity", { serverId, channels: open });
}
