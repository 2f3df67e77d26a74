import { subscriptionsOf } from "../auth/room-subscriptions";
import { appState } from "../process/app-state";
import { accessEpoch } from "./access-epochs";
import { publish, socketsInRoom } from "./broadcast";
import type { MembershipReason } from "./protocol";
import { room } from "./rooms";
import type { Socket } from "./socket";

/** Joining and leaving rooms. All of it is local and synchronous: an action's changes apply before its response. */

/**
 * Adds a new member's connected sockets to a server's rooms, and notifies them. Checks the membership again and joins
 * in the turn of the event loop in which the check is known to hold: neither the rooms nor the events may undo a leave
 * that overtook this. `then` runs in that turn too.
 */
export async function addMember(userId: number, serverId: number, then: () => void = () => {}): Promise<void> {
	// A concurrent handshake may have read the memberships before this one existed: it reads them again.
	appState().epochs.bump(`user:${userId}`);
	for (;;) {
		const epoch = accessEpoch(userId);
		const { servers, audiences } = await subscriptionsOf(userId);
		if (epoch !== accessEpoch(userId)) continue;
		if (!servers.includes(serverId)) return;
		joinServerRooms(userId, serverId, audiences);
		then();
		return;
	}
}

/** Adds a user's sockets to a server's rooms right after an access check, and notifies them. */
export function joinServerRooms(userId: number, serverId: number, audiences: Map<number, number>): void {
	appState().presence.belongs(userId, serverId, true);
	for (const socket of socketsInRoom(room.user(userId))) {
		void socket.join(room.server(serverId));
		for (const [channelId, of] of audiences) if (of === serverId) joinPrivateChannel(socket, channelId, serverId);
	}
	publish(room.user(userId), "membership", { serverId, isMember: true, reason: "joined" });
}

/** Removes a user's sockets from a server's rooms, now. `membership` is the last event they receive of it. */
export function removeMember(userId: number, serverId: number, reason: MembershipReason): void {
	appState().epochs.bump(`user:${userId}`);
	appState().presence.belongs(userId, serverId, false);
	for (const socket of socketsInRoom(room.user(userId))) leaveServerRooms(socket, serverId);
	publish(room.user(userId), "membership", { serverId, isMember: false, reason });
}

/** Removes everybody's sockets when a server is deleted. */
export function closeServer(serverId: number): void {
	appState().epochs.bump("access");
	for (const socket of socketsInRoom(room.server(serverId))) {
		appState().presence.belongs(socket.data.viewer.id, serverId, false);
		leaveServerRooms(socket, serverId);
		socket.emit("membership", { serverId, isMember: false, reason: "server_deleted" });
	}
}

function leaveServerRooms(socket: Socket, serverId: number): void {
	void socket.leave(room.server(serverId));
	const { channels, audiences } = socket.data;
	for (const [channelId, place] of channels) if (place.serverId === serverId) leaveChannel(socket, channelId);
	for (const [channelId, of] of audiences) if (of === serverId) leavePrivateChannel(socket, channelId);
}

export function leaveChannel(socket: Socket, channelId: number): void {
	socket.data.channels.delete(channelId);
	void socket.leave(room.channel(channelId));
	appState().sequencers.dropIfIdle(channelId);
}

export function joinPrivateChannel(socket: Socket, channelId: number, serverId: number): void {
	socket.data.audiences.set(channelId, serverId);
	void socket.join(room.audience(channelId));
}

export function leavePrivateChannel(socket: Socket, channelId: number): void {
	socket.data.audiences.delete(channelId);
	void socket.leave(room.audience(channelId));
}

/** Restricts a channel to these users: all other users' sockets leave its rooms. */
export function makeChannelPrivate(channelId: number, serverId: number, allowed: number[]): void {
	appState().epochs.bump("access");
	appState().channelHeads.drop(channelId);
	for (const socket of socketsInRoom(room.server(serverId)))
		if (allowed.includes(socket.data.viewer.id)) joinPrivateChannel(socket, channelId, serverId);
	for (const socket of socketsInRoom(room.server(serverId)))
		if (!allowed.includes(socket.data.viewer.id)) closeWithThreads(socket, channelId);
}

export function makeChannelPublic(channelId: number): void {
	for (const socket of socketsInRoom(room.audience(channelId))) leavePrivateChannel(socket, channelId);
}

/** Closes a channel and its threads on a socket. */
function closeWithThreads(socket: Socket, channelId: number): void {
	for (const [id, { parentId }] of socket.data.channels)
		if (id === channelId || parentId === channelId) leaveChannel(socket, id);
}

export function closeChannel(channelId: number, serverId: number): void {
	appState().epochs.bump("access");
	appState().channelHeads.drop(channelId);
	makeChannelPublic(channelId);
	for (const socket of socketsInRoom(room.server(serverId))) closeWithThreads(socket, channelId);
}

/** Ends a session: notifies and disconnects its sockets. */
export function endSession(sessionId: string): void {
	for (const socket of socketsInRoom(room.session(sessionId))) {
		socket.emit("session:revoked", {});
		socket.disconnect(true);
	}
}
