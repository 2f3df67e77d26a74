import { sql } from "@/db";
import { appState } from "../process/app-state";
import {
	accessEpoch,
	closeOn,
	endSession,
	joinPrivateChannel,
	joinServerRooms,
	type LocalSocket,
	leavePrivateChannel,
	publicChannelsOf,
	revoke,
	room,
	type Subscriptions,
	socketsInRoom,
} from "../realtime/broadcast";
import { applyEvent } from "./events";

/** Compares what the sockets of this node hear with what the database says they may, and mends the difference. */
export async function revalidateAllSockets(): Promise<void> {
	const sockets = allSockets();
	if (sockets.length === 0) return;
	// A handshake or an opening under way may rest on what this node has not heard of: it proves again.
	appState().epochs.bump("access");
	const sessions = [...new Set(sockets.map((socket) => socket.data.viewer.sessionId))];
	const alive = await sql<{ id: string }[]>`
		select id from sessions where id = any (${sessions}::uuid[]) and revoked_at is null and expires_at > now()`;
	const living = new Set(alive.map(({ id }) => id));
	for (const sessionId of sessions) if (!living.has(sessionId)) endSession(sessionId);

	for (let left = [...new Set(sockets.map((socket) => socket.data.viewer.id))]; left.length > 0; ) {
		const epochs = new Map(left.map((userId) => [userId, accessEpoch(userId)]));
		const open = [...new Set(allSockets().flatMap((socket) => [...socket.data.channels.keys()]))];
		const found = await publicChannelsOf(left);
		const rows = await sql<{ id: number; private: boolean }[]>`
			select asked.id, coalesce(c.private, true) as private
			from unnest(${open}::bigint[]) as asked (id) left join channels c on c.id = asked.id`;
		const restricted = new Set(rows.filter((row) => row.private).map((row) => row.id));
		// Whose access changed while it was read is read again.
		const again = left.filter((userId) => epochs.get(userId) !== accessEpoch(userId));
		for (const userId of left) if (!again.includes(userId)) applySubscriptions(userId, found.get(userId), restricted);
		left = again;
	}
}

/** Makes a person's sockets hear what they may, and nothing else. `restricted`: channels that are private, or gone. */
function applySubscriptions(
	userId: number,
	{ servers, audiences }: Subscriptions = { servers: [], audiences: new Map() },
	restricted: Set<number>,
): void {
	const sockets = socketsInRoom(room.user(userId));
	const received = new Set(sockets.flatMap(subscribedServers));
	for (const serverId of received) if (!servers.includes(serverId)) revoke(userId, serverId, "left");
	for (const serverId of servers) if (!received.has(serverId)) joinServerRooms(userId, serverId, audiences);
	for (const socket of sockets) {
		for (const [channelId, { serverId, parentId }] of [...socket.data.channels]) {
			if (!restricted.has(channelId) || audiences.has(parentId ?? channelId)) continue;
			closeOn(socket, channelId);
			socket.emit("channel:deleted", { serverId, channelId });
		}
		for (const channelId of [...socket.data.audiences.keys()])
			if (!audiences.has(channelId)) leavePrivateChannel(socket, channelId);
		for (const [channelId, serverId] of audiences) joinPrivateChannel(socket, channelId, serverId);
	}
}

/**
 * Who may hear was mended; what else other nodes did in the meantime is told as it stands now: servers, their channels,
 * and names.
 */
export async function resyncClients(): Promise<void> {
	// Where there is no other node, everything that was done was done here.
	if (!appState().redisBus) return;
	appState().recentMessages.clear();
	const servers = [...new Set(allSockets().flatMap(subscribedServers))];
	const channels = await sql<{ channelId: number; serverId: number; hidden: boolean; only: number[] }[]>`
		select c.id as "channelId", c.server_id as "serverId", c.private as hidden, array[c.creator_id, s.owner_id] as only
		from channels c join servers s on s.id = c.server_id 
		where s.id = any (${servers}::bigint[]) and c.parent_id is null order by c.id`;
	for (const serverId of servers) await applyEvent({ kind: "server_changed", serverId });
	for (const { channelId, serverId, hidden, only } of channels)
		await applyEvent({ kind: "channel_changed", serverId, channelId, only: hidden ? only : null, wasPrivate: hidden });
}

const allSockets = (): LocalSocket[] =>
	[...(appState().io?.sockets.sockets.values() ?? [])].filter((socket) => socket.data.viewer);

const subscribedServers = (socket: LocalSocket): number[] =>
	[...socket.rooms].filter((name) => name.startsWith("server:")).map((name) => Number(name.slice("server:".length)));
