import { appState } from "../process/app-state";
import { config } from "../process/config";
import { socketsInRoom } from "./broadcast";
import { room } from "./rooms";

/** The maximum of sockets of a user, on all instances together. */
const maxSocketsPerUser = 20;

/**
 * Notifies and disconnects this instance's oldest sockets of a user who has too many. Every instance does so for its
 * own sockets, according to the others' messages, when a socket connects here and when another instance reports one. A
 * dead instance's sockets are dropped with its users.
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
