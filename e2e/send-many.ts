import type { Socket } from "socket.io-client";
import type { Ack, ClientToServer, Message, ServerToClient } from "@/lib/realtime/protocol";
import type { ApiClient } from "./api-client";

/** Sends `count` numbered messages at once over one socket. The numbers follow the order in which they are stored. */
export async function sendMany(wire: ApiClient, channelId: number, count: number, what: string): Promise<void> {
	const socket: Socket<ServerToClient, ClientToServer> = await wire.connect();
	const log = async (n: number) => {
		const nonce = crypto.randomUUID();
		const ack: Ack<{ message: Message }> = await socket.timeout(30_000).emitWithAck("message:send", {
			channelId,
			nonce,
			content: `${what} ${n}`,
		});
		if (!ack.ok) throw new Error(ack.error.message);
	};
	for (let from = 1; from <= count; from += 1000)
		await Promise.all(Array.from({ length: Math.min(1000, count - from + 1) }, (_, index) => log(from + index)));
	socket.close();
}

/** "what 3", "what 4", … */
export const numbered = (what: string, from: number, to: number): string[] =>
	Array.from({ length: to - from + 1 }, (_, index) => `${what} ${from + index}`);
