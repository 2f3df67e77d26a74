import { emitToUser } from "../realtime/user-events";

/** Sends users' own sockets that they follow a thread from now on, or no longer. */
export function publishFollows(
	serverId: number,
	channelId: number,
	userIds: number[],
	following: boolean,
): Promise<void> {
	return emitToUser(userIds, { serverId, channelId }, "follow", { serverId, channelId, following });
}
