import { findViewer } from "../auth/batched-access";
import { instanceSettings } from "../instance/settings";
import { appState } from "../process/app-state";
import { socketsInRoom } from "./broadcast";
import { headersOf } from "./handshake";
import { endSession } from "./room-membership";
import { room } from "./rooms";
import type { Socket } from "./socket";

/**
 * Disconnects the sockets of this instance whose sessions are held back from now on, because the instance requires a
 * second factor that their users do not have.
 */
export async function endHeldBack(userId: number | "all"): Promise<void> {
	if (instanceSettings().secondFactor !== "everyone") return;
	// A handshake that has read its session before reads it again.
	appState().epochs.bump(userId === "all" ? "access" : `user:${userId}`);
	const all = [...(appState().io?.sockets.sockets.values() ?? [])];
	await Promise.all((userId === "all" ? all : socketsInRoom(room.user(userId))).map(endIfHeldBack));
}

async function endIfHeldBack(socket: Socket): Promise<void> {
	const viewer = await findViewer(headersOf(socket.request.headers)).catch(() => undefined);
	if (viewer) return;
	// Without an answer of the database nobody knows: on connecting again, it is read again.
	if (viewer === null) endSession(socket.data.viewer.sessionId);
	else socket.disconnect(true);
}
