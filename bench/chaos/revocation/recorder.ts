import { randomUUID } from "node:crypto";
import { io, type Socket } from "socket.io-client";
import type { Ack, ChannelSnapshot, ClientToServer, Message, ServerToClient } from "@/lib/realtime/protocol";
import { ChaosConnection } from "../connection";
import { clock } from "../event-log";

export type Received = { t: number; event: string; payload: unknown };

/** Returns the id of the server that an event is about. `channels` maps channel ids to server ids. */
export function serverOf({ payload }: Received, channels: Map<number, number>): number | undefined {
	const { serverId, channelId, message, channel, server } = payload as {
		serverId?: number;
		channelId?: number;
		message?: { channelId: number };
		channel?: { serverId: number };
		server?: { id: number };
	};
	return serverId ?? channel?.serverId ?? server?.id ?? channels.get(channelId ?? message?.channelId ?? 0);
}

/** Whether an event is about a channel, or about several with it. */
export function namesChannel({ payload }: Received, id: number): boolean {
	const { channelId, message, channel, channels } = payload as {
		channelId?: number;
		message?: { channelId: number };
		channel?: { id: number };
		channels?: { channelId: number }[];
	};
	const named = [channelId, message?.channelId, channel?.id, ...(channels ?? []).map((one) => one.channelId)];
	return named.includes(id);
}

/** Whether the event tells a client that its user is no longer a member of the server. */
export const endsMembership = ({ event, payload }: Received, serverId: number) => {
	const received = payload as { serverId?: number; isMember?: boolean };
	return event === "membership" && received.serverId === serverId && received.isMember === false;
};

const timeoutMs = 5000;

/** A user's connection, which records all events in order of arrival. */
export class Recorder {
	readonly received: Received[] = [];
	readonly socket: Socket<ServerToClient, ClientToServer>;
	private readonly line = new ChaosConnection();

	constructor(
		readonly at: { url: string; cookie: string },
		transport: "websocket" | "polling",
		/** The ids with which a client resumes an earlier session. */
		old: { auth?: object; query?: Record<string, string> } = {},
	) {
		this.socket = io(at.url, {
			extraHeaders: { cookie: at.cookie },
			transports: [transport],
			forceNew: true,
			autoConnect: false,
			reconnection: false,
			...(transport === "websocket" && { agent: this.line as unknown as boolean }),
			...old,
		});
		this.socket.onAny((event: string, payload: unknown) => this.received.push({ t: clock(), event, payload }));
		this.socket.on("disconnect", (why) => this.received.push({ t: clock(), event: "disconnect", payload: { why } }));
	}

	/** Resolves to null when connected, otherwise to the code or message of the rejection. */
	connect(): Promise<string | null> {
		return new Promise((resolve) => {
			this.socket.once("connect", () => resolve(null));
			this.socket.once("connect_error", (error: Error & { data?: { code?: string } }) =>
				resolve(error.data?.code ?? error.message),
			);
			this.socket.once("disconnect", (why) => resolve(why));
			setTimeout(() => resolve("no answer"), timeoutMs);
			this.socket.connect();
		});
	}

	open(channelId: number): Promise<Ack<ChannelSnapshot>> {
		return this.socket.timeout(timeoutMs).emitWithAck("channel:open", { channelId });
	}

	send(channelId: number, content = "let me in"): Promise<Ack<{ message: Message }>> {
		const draft = { channelId, nonce: randomUUID(), content };
		return this.socket.timeout(timeoutMs).emitWithAck("message:send", draft);
	}

	/** The session id of the transport (Engine.IO), which differs from the socket's id. */
	get engineId(): string {
		return this.socket.io.engine.id;
	}

	/** Ends the transport without a closing handshake. */
	cut(): void {
		this.line.cut();
	}

	close(): void {
		this.socket.removeAllListeners().disconnect();
		this.line.destroy();
	}
}
