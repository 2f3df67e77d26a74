import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { db } from "@/db";
import { channels as channelTable, servers as serverTable, sessions as sessionTable } from "@/db/schema";
import { type Subscriptions, subscriptionsOfUsers } from "../auth/room-subscriptions";
import { forgetMessages } from "../messages/recent-cache";
import { appState } from "../process/app-state";
import { accessEpoch } from "../realtime/access-epochs";
import { socketsInRoom } from "../realtime/broadcast";
import {
	endSession,
	joinPrivateChannel,
	joinServerRooms,
	leaveChannel,
	leavePrivateChannel,
	removeMember,
} from "../realtime/room-membership";
import { room } from "../realtime/rooms";
import type { Socket } from "../realtime/socket";
import { applyEvent } from "./events";

/** Compares the rooms of this instance's sockets with the access in the database, and corrects the difference. */
export async function revalidateAllSockets(): Promise<void> {
	const sockets = allSockets();
	if (sockets.length === 0) return;
	// A concurrent handshake or channel:open may rely on access whose revocation this instance missed: it checks again.
	appState().epochs.bump("access");
	const sessions = [...new Set(sockets.map((socket) => socket.data.viewer.sessionId))];
	const alive = await db
		.select({ id: sessionTable.id })
		.from(sessionTable)
		.where(
			and(
				sql`${sessionTable.id} = any (${sql.param(sessions)}::uuid[])`,
				isNull(sessionTable.revokedAt),
				gt(sessionTable.expiresAt, sql`now()`),
			),
		);
	const living = new Set(alive.map(({ id }) => id));
	for (const sessionId of sessions) if (!living.has(sessionId)) endSession(sessionId);

	for (let left = [...new Set(sockets.map((socket) => socket.data.viewer.id))]; left.length > 0; ) {
		const epochs = new Map(left.map((userId) => [userId, accessEpoch(userId)]));
		const open = [...new Set(allSockets().flatMap((socket) => [...socket.data.channels.keys()]))];
		const found = await subscriptionsOfUsers(left);
		const rows = await db.execute<{ id: number; private: boolean }>(sql`
			select asked.id, coalesce(c.view_restricted, true) as private
			from unnest(${sql.param(open)}::bigint[]) as asked (id) left join channels c on c.id = asked.id`);
		const restricted = new Set(rows.filter((row) => row.private).map((row) => row.id));
		// Users whose access changed during the query are read again.
		const again = left.filter((userId) => epochs.get(userId) !== accessEpoch(userId));
		for (const userId of left) if (!again.includes(userId)) applySubscriptions(userId, found.get(userId), restricted);
		left = again;
	}
}

/**
 * Makes a user's sockets join the rooms they may be in, and leave all others. `restricted`: channels that are private
 * or deleted.
 */
function applySubscriptions(
	userId: number,
	{ servers, audiences }: Subscriptions = { servers: [], audiences: new Map() },
	restricted: Set<number>,
): void {
	const sockets = socketsInRoom(room.user(userId));
	const received = new Set(sockets.flatMap(subscribedServers));
	for (const serverId of received) if (!servers.includes(serverId)) removeMember(userId, serverId, "left");
	for (const serverId of servers) if (!received.has(serverId)) joinServerRooms(userId, serverId, audiences);
	for (const socket of sockets) {
		for (const [channelId, { serverId, parentId }] of [...socket.data.channels]) {
			if (!restricted.has(channelId) || audiences.has(parentId ?? channelId)) continue;
			leaveChannel(socket, channelId);
			socket.emit("channel:deleted", { serverId, channelId });
		}
		for (const channelId of [...socket.data.audiences.keys()])
			if (!audiences.has(channelId)) leavePrivateChannel(socket, channelId);
		for (const [channelId, serverId] of audiences) joinPrivateChannel(socket, channelId, serverId);
	}
}

/**
 * Emits the current state of everything other instances may have changed meanwhile: servers, their channels, and names.
 * Access has been corrected before.
 */
export async function resyncClients(): Promise<void> {
	// With a single instance, every change was made here.
	if (!appState().redisBus) return;
	forgetMessages();
	const servers = [...new Set(allSockets().flatMap(subscribedServers))];
	const channels = await db
		.select({
			channelId: channelTable.id,
			serverId: channelTable.serverId,
			hidden: channelTable.viewRestricted,
			only: sql<number[]>`array[${channelTable.creatorId}, ${serverTable.ownerId}]`,
		})
		.from(channelTable)
		.innerJoin(serverTable, eq(serverTable.id, channelTable.serverId))
		.where(and(sql`${serverTable.id} = any (${sql.param(servers)}::bigint[])`, isNull(channelTable.parentId)))
		.orderBy(channelTable.id);
	for (const serverId of servers) await applyEvent({ kind: "server_changed", serverId });
	for (const { channelId, serverId, hidden, only } of channels)
		await applyEvent({ kind: "channel_changed", serverId, channelId, only: hidden ? only : null, wasPrivate: hidden });
}

const allSockets = (): Socket[] =>
	[...(appState().io?.sockets.sockets.values() ?? [])].filter((socket) => socket.data.viewer);

const subscribedServers = (socket: Socket): number[] =>
	[...socket.rooms].filter((name) => name.startsWith("server:")).map((name) => Number(name.slice("server:".length)));
