import type { Server, Socket as ServerSocket } from "socket.io";
import type { Viewer } from "../auth/viewer";
import type { View } from "../auth/views";
import type { ClientToServer, ServerToClient } from "./protocol";

declare module "../process/app-state" {
	interface AppState {
		/** Null until the Socket.IO server is made. */
		io: Io | null;
	}
}

export type SocketData = {
	viewer: Viewer;
	/** Open channels with their server and parent. */
	channels: Map<number, { serverId: number; parentId: number | null }>;
	/** What the user may do, by server. */
	views: Map<number, View>;
	/** Channels that are being opened; openings of one channel run one after the other. */
	opening: Map<number, Promise<void>>;
	slidAt: number;
	/** The device of this socket is idle. */
	isIdle: boolean;
	access?: { epoch: string; views: View[] };
};
export type Socket = ServerSocket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;
export type Io = Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>;
