import { publishEverywhere, room } from "../realtime/publish";

/** Tells people's own sockets that they follow a thread from now on, or no longer. It says no more than they did themselves. */
export function tellFollows(serverId: number, channelId: number, userIds: number[], following: boolean): void {
	for (const userId of userIds)
		publishEverywhere(
			room.user(userId),
			"follow",
			{ serverId, channelId, following },
			// Who has left meanwhile hears nothing of the server.
			{ within: room.server(serverId) },
		);
}
