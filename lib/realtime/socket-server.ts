import type { Server as HttpServer } from "node:http";
import { Server } from "socket.io";
import { toAppError } from "../http/error-response";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { accessEpoch } from "./access-epochs";
import { authenticate, joinRooms, reauthorize } from "./handshake";
import { disconnectWithoutNamespace } from "./namespace-timeout";
import { leaveChannel } from "./room-membership";
import { room } from "./rooms";
import type { Io, Socket } from "./socket";
import { answer } from "./socket-events";
import { disconnectOldest } from "./socket-limit";

/**
 * Attaches Socket.IO to the HTTP server. Connection-state recovery stays off: it would restore rooms before an access
 * check.
 */
export function createSocketServer(http: HttpServer): Io {
	const io: Io = new Server(http, {
		path: "/socket.io",
		serveClient: false,
		destroyUpgrade: false,
		maxHttpBufferSize: 64 * 1024,
		upgradeTimeout: 8000,
		perMessageDeflate: false,
	});
	io.use((socket, next) => {
		authenticate(socket).then(
			() => next(),
			(error) => {
				const { code, message } = toAppError(error, { handshake: true });
				// A client gives up for good on a rejection, and retries by itself after a lost connection.
				if (code === "unauthenticated") next(Object.assign(new Error(message), { data: { code, message } }));
				else socket.conn.close(true);
			},
		);
	});
	disconnectWithoutNamespace(io);
	// A rejected connection need not complete the closing handshake. Engine.IO creates the object below again when the
	// port opens.
	http.on("listening", () => {
		const { ws } = io.engine as unknown as { ws: { options: { closeTimeout?: number } } };
		ws.options.closeTimeout = 1000;
	});
	io.on("connection", (socket) => onConnection(socket));
	io.of("/").adapter.on("delete-room", (name: string) => {
		if (name.startsWith("view:")) appState().views.drop(name);
		if (name.startsWith("channel:")) appState().sequencers.dropIfIdle(Number(name.slice("channel:".length)));
	});
	io.engine.on("connection_error", (error: { message: string }) =>
		log.debug({ reason: error.message }, "a connection was refused"),
	);
	return io;
}

function onConnection(socket: Socket): void {
	const { viewer, access } = socket.data;
	socket.onAny((event: string, ...args: unknown[]) => void answer(socket, event, args));
	socket.on("disconnecting", () => {
		for (const channelId of [...socket.data.channels.keys()]) leaveChannel(socket, channelId);
	});
	const cameAt = Date.now();
	socket.on("disconnect", () => appState().presence.left(viewer.id, socket.data.isIdle, cameAt));
	socket.on("error", (error) => log.debug({ err: error }, "a socket failed"));

	void socket.join([room.user(viewer.id), room.session(viewer.sessionId)]);
	appState().presence.arrived(viewer.id, access?.views.map(({ serverId }) => serverId) ?? [], viewer.presence, cameAt);
	disconnectOldest(viewer.id);
	if (access && access.epoch === accessEpoch(viewer.id, viewer.sessionId)) joinRooms(socket, access.views);
	else void reauthorize(socket);
	delete socket.data.access;
}
