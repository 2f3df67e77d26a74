import { setTimeout as sleep } from "node:timers/promises";
import { io, type Socket } from "socket.io-client";

const atOnce = 50;
/** How long they read in each second. */
const readingMs = 200;

type Start = { url: string; cookies: string[]; count: number; channelId: number };
/** The transport under Socket.IO's client in Node. */
type SlowTransport = { ws?: { pause(): void; resume(): void } };

const sockets: Socket[] = [];
let timer: NodeJS.Timeout | undefined;

/** Socket.IO clients that read too slowly, and reconnect as clients do when they are cut. */
export const slowClients = {
	async become({ url, cookies, count, channelId }: Start): Promise<void> {
		while (sockets.length < count) {
			const more = Array.from({ length: Math.min(atOnce, count - sockets.length) }, (_, n) =>
				arrive(url, cookies[(sockets.length + n) % cookies.length] ?? "", channelId),
			);
			sockets.push(...(await Promise.all(more)));
		}
	},

	/** Makes the clients read slowly from now on. */
	async readSlowly(_: object): Promise<void> {
		timer = setInterval(async () => {
			for (const socket of sockets) webSocketOf(socket)?.resume();
			await sleep(readingMs);
			for (const socket of sockets) webSocketOf(socket)?.pause();
		}, 1000);
	},

	/** Makes the clients read normally again, including the backlog. */
	async readAgain(_: object): Promise<{ connected: number }> {
		clearInterval(timer);
		await sleep(2 * readingMs);
		for (const socket of sockets) webSocketOf(socket)?.resume();
		return { connected: sockets.filter(({ connected }) => connected).length };
	},
};

const webSocketOf = (socket: Socket) => (socket.io.engine?.transport as unknown as SlowTransport | undefined)?.ws;

function arrive(url: string, cookie: string, channelId: number): Promise<Socket> {
	const socket = io(url, { transports: ["websocket"], forceNew: true, extraHeaders: { cookie } });
	let lastSeq: number | undefined;
	socket.on("messages", ({ messages }: { messages: { seq: number }[] }) => {
		lastSeq = messages.at(-1)?.seq ?? lastSeq;
	});
	return new Promise((resolve) => {
		socket.on("connect", async () => {
			const opened = await socket.emitWithAck("channel:open", {
				channelId,
				...(lastSeq !== undefined && { afterSeq: lastSeq }),
			});
			lastSeq ??= opened.lastSeq;
			resolve(socket);
		});
	});
}
