import { tellOwn } from "../realtime/user-events";

/** Tells users' own sockets that they follow a thread from now on, or no longer. */
export function tellFollows(serverId: number, channelId: number, userIds: number[], following: boolean): Promise<void> {
	return tellOwn(userIds, { serverId, channelId }, "follow", { serverId, channelId, following });
}
