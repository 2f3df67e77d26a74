import { subscriptionsOf } from "../auth/room-subscriptions";
import type { View } from "../auth/views";
import { appState } from "../process/app-state";
import { accessEpoch } from "./access-epochs";
import { publish, socketsInRoom } from "./broadcast";
import type { MembershipReason } from "./protocol";
import { room } from "./rooms";
import type { Socket } from "./socket";
import { removeView, setView } from "./views";

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
		const view = (await subscriptionsOf(userId)).find((one) => one.serverId === serverId);
		if (epoch !== accessEpoch(userId)) continue;
		if (!view) return;
		joinServerRooms(userId, view);
		then();
		return;
	}
}

/** Adds a user's sockets to a server's rooms right after an access check, and notifies them. */
export function joinServerRooms(userId: number, view: View): void {
	const { serverId } = view;
	appState().presence.belongs(userId, serverId, true);
	for (const socket of socketsInRoom(room.user(userId))) {
		void socket.join(room.server(serverId));
		setView(socket, view);
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
	removeView(socket, serverId);
	for (const [channelId, place] of socket.data.channels)
		if (place.serverId === serverId) leaveChannel(socket, channelId);
}

export function leaveChannel(socket: Socket, channelId: number): void {
	socket.data.channels.delete(channelId);
	void socket.leave(room.channel(channelId));
	appState().sequencers.dropIfIdle(channelId);
}

/** Closes a deleted channel and its threads. */
export function closeChannel(channelId: number, serverId: number): void {
	appState().epochs.bump("access");
	appState().channelHeads.drop(channelId);
	appState().views.forgetChannel(serverId, channelId);
	for (const socket of socketsInRoom(room.server(serverId)))
		for (const [id, { parentId }] of socket.data.channels)
			if (id === channelId || parentId === channelId) leaveChannel(socket, id);
}

/** Ends a session: notifies and disconnects its sockets. */
export function endSession(sessionId: string): void {
	for (const socket of socketsInRoom(room.session(sessionId))) {
		socket.emit("session:revoked", {});
		socket.disconnect(true);
	}
}
