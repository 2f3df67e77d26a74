import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import { Server } from "socket.io";
import { type WebSocket, WebSocketServer } from "ws";

type Sent = { channelId: number; nonce: string; content: string };
let http: HttpServer | undefined;
let seq = 0;

const opened = () => ({ ok: true, lastSeq: seq, lastRev: seq, lastReadSeq: 0, messages: [], complete: true });
const stored = ({ channelId, nonce, content }: Sent) => ({
	...{ channelId, seq, rev: seq, nonce, content, replyTo: null, createdAt: new Date().toISOString() },
	author: { id: 1, username: "bench001", displayName: "bench001", avatarUrl: null },
	...{ editedAt: null, deletedAt: null, reactions: [], attachments: [] },
});
type MessagesEvent = { channelId: number; rev: number; messages: ReturnType<typeof stored>[] };

/** The app is compared with this: the same messages delivered to the same users, each in memory, without storage. */
export const baseline = {
	async listen({ kind }: { kind: "socket.io" | "ws" }): Promise<{ port: number }> {
		http = createServer();
		if (kind === "ws") overWs(http);
		else overSocketIo(http);
		http.listen(0, "127.0.0.1");
		await once(http, "listening");
		const address = http.address();
		if (typeof address !== "object" || address === null) throw new Error("No port was given.");
		return { port: address.port };
	},

	async close(_: object): Promise<void> {
		http?.closeAllConnections();
		http?.close();
	},

	async memory(_: object): Promise<number> {
		return process.memoryUsage.rss();
	},
};

/** Socket.IO as its documentation shows it. */
function overSocketIo(http: HttpServer): void {
	const io = new Server(http, { perMessageDeflate: false, serveClient: false });
	io.on("connection", (socket) => {
		socket.on("channel:open", (_payload, acknowledge) => {
			void socket.join("channel");
			acknowledge(opened());
		});
		socket.on("message:send", (sent: Sent, acknowledge) => {
			seq++;
			const message = stored(sent);
			const event: MessagesEvent = { channelId: sent.channelId, rev: seq, messages: [message] };
			io.to("channel").emit("messages", event);
			acknowledge({ ok: true, message });
		});
	});
}

/** The same messages in the same frames without a library: encoded once, and sent to one socket after the other. */
function overWs(http: HttpServer): void {
	const listeners = new Set<WebSocket>();
	new WebSocketServer({ server: http, perMessageDeflate: false }).on("connection", (socket) => {
		socket.send('0{"sid":"-","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}');
		socket.on("close", () => listeners.delete(socket));
		socket.on("message", (data) => {
			const packet = String(data);
			if (packet === "40") return socket.send('40{"sid":"-"}');
			if (!packet.startsWith("42")) return;
			const bracket = packet.indexOf("[");
			const [event, payload] = JSON.parse(packet.slice(bracket)) as [string, Sent];
			const acknowledge = (answer: object) => socket.send(`43${packet.slice(2, bracket)}[${JSON.stringify(answer)}]`);
			if (event === "channel:open") {
				listeners.add(socket);
				return acknowledge(opened());
			}
			seq++;
			const message = stored(payload);
			const received: MessagesEvent = { channelId: payload.channelId, rev: seq, messages: [message] };
			const frame = Buffer.from(`42${JSON.stringify(["messages", received])}`);
			for (const listener of listeners) listener.send(frame, { binary: false });
			acknowledge({ ok: true, message });
		});
	});
}
