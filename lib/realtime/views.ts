import type { View } from "../auth/views";
import { appState } from "../process/app-state";
import type { Socket } from "./socket";

declare module "../process/app-state" {
	interface AppState {
		views: Views;
	}
}

/**
 * The views of this instance's sockets, by server. Every socket in a server's room is also in the room of its view, so
 * that what only some members may know is emitted to a few rooms, whatever the number of channels and sockets.
 */
export class Views {
	private readonly servers = new Map<number, Map<string, View>>();

	of(serverId: number): Iterable<View> {
		return this.servers.get(serverId)?.values() ?? [];
	}

	/** The view itself, or the equal one that other sockets have already. */
	hold(view: View): View {
		const views = this.servers.get(view.serverId) ?? new Map<string, View>();
		this.servers.set(view.serverId, views);
		const held = views.get(view.room) ?? view;
		views.set(view.room, held);
		return held;
	}

	/** The last socket has left this room. */
	drop(name: string): void {
		const serverId = Number(name.split(":")[1]);
		const views = this.servers.get(serverId);
		views?.delete(name);
		if (views?.size === 0) this.servers.delete(serverId);
	}

	/** The channel is deleted. */
	forgetChannel(serverId: number, channelId: number): void {
		for (const view of this.of(serverId)) view.channels.delete(channelId);
	}
}

/** Gives a socket its view of a server, instead of the one it had. */
export function setView(socket: Socket, view: View): void {
	const { views } = socket.data;
	const before = views.get(view.serverId);
	if (before?.room === view.room) return;
	views.set(view.serverId, appState().views.hold(view));
	void socket.join(view.room);
	if (before) void socket.leave(before.room);
}

export function removeView(socket: Socket, serverId: number): void {
	const view = socket.data.views.get(serverId);
	if (!view) return;
	socket.data.views.delete(serverId);
	void socket.leave(view.room);
}
