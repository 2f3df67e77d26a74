import type { IncomingHttpHeaders } from "node:http";
import { requireViewer } from "../auth/batched-access";
import { subscriptionsOf } from "../auth/room-subscriptions";
import { viewerOf } from "../auth/viewer";
import type { View } from "../auth/views";
import { anotherUser, unavailable } from "../errors";
import { consume } from "../http/rate-limits";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { accessEpoch } from "./access-epochs";
import { room } from "./rooms";
import type { Socket } from "./socket";
import { setView } from "./views";

/** Checks the session of a new connection, and reads its subscriptions. */
export async function authenticate(socket: Socket): Promise<void> {
	if (appState().draining) throw unavailable();
	const headers = headersOf(socket.request.headers);
	const viewer = await requireViewer(headers);
	// A document outlives its session: meanwhile another user may have signed in with the same browser.
	const { userId } = socket.handshake.auth;
	if (userId !== undefined && userId !== viewer.id) throw anotherUser();
	await consume("requests", viewer.id);
	const epoch = accessEpoch(viewer.id, viewer.sessionId);
	// Read again under the epoch: the session may have ended during the first query.
	const [, views] = await Promise.all([requireViewer(headers), subscriptionsOf(viewer.id)]);
	socket.data = {
		viewer,
		channels: new Map(),
		views: new Map(),
		opening: new Map(),
		slidAt: Date.now(),
		isIdle: false,
		access: { epoch, views },
	};
}

export function joinRooms(socket: Socket, views: View[]): void {
	void socket.join(views.map(({ serverId }) => room.server(serverId)));
	for (const view of views) setView(socket, view);
}

/** Repeats the check after a revocation, until no access was revoked while it ran. */
export async function reauthorize(socket: Socket): Promise<void> {
	const { viewer } = socket.data;
	try {
		for (;;) {
			const epoch = accessEpoch(viewer.id, viewer.sessionId);
			const still = await viewerOf(headersOf(socket.request.headers));
			if (!still) {
				socket.emit("session:revoked", {});
				socket.disconnect(true);
				return;
			}
			const views = await subscriptionsOf(viewer.id);
			if (epoch !== accessEpoch(viewer.id, viewer.sessionId)) continue;
			if (socket.connected) joinRooms(socket, views);
			return;
		}
	} catch (error) {
		log.warn({ err: error }, "a connection’s access could not be checked, and it was cut");
		socket.disconnect(true);
	}
}

export function headersOf(headers: IncomingHttpHeaders): Headers {
	return new Headers({ cookie: headers.cookie ?? "" });
}
