import { appState } from "../process/app-state";
import { config } from "../process/config";
import { room, socketsInRoom } from "./broadcast";

/** Sockets a person may have, on all nodes together. */
const maxSocketsPerUser = 20;

/**
 * Tells and cuts this node's oldest sockets of a person who has more than they may. Every node does so for its own, by
 * what it was told of the others, when a socket comes here and when another node tells of one. What a node that died had
 * is forgotten with its people.
 */
export function disconnectOldest(userId: number): void {
	if (!config.rateLimits) return;
	const surplus = appState().presence.surplus(userId, maxSocketsPerUser);
	for (const oldest of surplus > 0 ? socketsInRoom(room.user(userId)).slice(0, surplus) : []) {
		oldest.emit("error:too_many_sockets", {
			code: "too_many_sockets",
			message: `More than ${maxSocketsPerUser} connections of yours are open. This is the oldest.`,
		});
		oldest.disconnect(true);
	}
}
