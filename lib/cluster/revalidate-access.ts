import { and, gt, isNull, sql } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { channels as channelTable, sessions as sessionTable } from "@/db/schema";
import { closes, readViews, type View } from "../auth/views";
import { forgetMessages } from "../messages/recent-cache";
import { appState } from "../process/app-state";
import { accessEpoch } from "../realtime/access-epochs";
import { socketsInRoom } from "../realtime/broadcast";
import { endSession, joinServerRooms, leaveChannel, removeMember } from "../realtime/room-membership";
import { room } from "../realtime/rooms";
import type { Socket } from "../realtime/socket";
import { setView } from "../realtime/views";
import { applyEvent } from "./events";

/**
 * After cluster events may have been missed: compares the rooms of this instance's sockets with the access in the
 * database, and corrects the difference. The settings of the instance are read again at once, and rules, emoji and
 * keywords for the next message that needs them.
 */
export async function revalidateAllSockets(): Promise<void> {
	const { ruleSets, emojiIndex, keywordIndex, instanceSettings } = appState();
	for (const cache of [ruleSets, emojiIndex, keywordIndex]) cache.invalidate();
	await instanceSettings.load();
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
		const found = await readViews(left);
		// Users whose access changed during the query are read again.
		const again = left.filter((userId) => epochs.get(userId) !== accessEpoch(userId));
		for (const userId of left) if (!again.includes(userId)) applyViews(userId, found.get(userId) ?? []);
		left = again;
	}
}

/** Makes a user's sockets join the rooms they may be in, and leave all others. */
function applyViews(userId: number, views: View[]): void {
	const sockets = socketsInRoom(room.user(userId));
	const may = new Map(views.map((view) => [view.serverId, view]));
	const received = new Set(sockets.flatMap(subscribedServers));
	for (const serverId of received) if (!may.has(serverId)) removeMember(userId, serverId, "left");
	for (const view of views) if (!received.has(view.serverId)) joinServerRooms(userId, view);
	for (const socket of sockets) {
		for (const [channelId, { serverId, parentId }] of [...socket.data.channels]) {
			const view = may.get(serverId);
			if (view && !closes(socket.data.views.get(serverId), view, parentId ?? channelId)) continue;
			leaveChannel(socket, channelId);
			socket.emit("channel:deleted", { serverId, channelId });
		}
		for (const view of views) setView(socket, view);
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
		.select({ channelId: channelTable.id, serverId: channelTable.serverId })
		.from(channelTable)
		.where(and(isOneOf(channelTable.serverId, servers), isNull(channelTable.parentId)))
		.orderBy(channelTable.id);
	for (const serverId of servers) await applyEvent({ kind: "server_changed", serverId });
	for (const channel of channels) await applyEvent({ kind: "channel_changed", ...channel });
}

const allSockets = (): Socket[] =>
	[...(appState().io?.sockets.sockets.values() ?? [])].filter((socket) => socket.data.viewer);

const subscribedServers = (socket: Socket): number[] =>
	[...socket.rooms].filter((name) => name.startsWith("server:")).map((name) => Number(name.slice("server:".length)));
