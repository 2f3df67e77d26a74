import { RawSocket } from "./raw-socket";

const atOnce = 50;
let sockets: RawSocket[] = [];

/** Connections that do nothing. */
export const idleClients = {
	/** Connects clients until there are `count`; each user has several. */
	async become({ url, cookies, count }: { url: string; cookies: string[]; count: number }): Promise<void> {
		while (sockets.length < count) {
			const more = Array.from({ length: Math.min(atOnce, count - sockets.length) }, (_, n) =>
				RawSocket.open(url, cookies[(sockets.length + n) % cookies.length] ?? ""),
			);
			sockets.push(...(await Promise.all(more)));
		}
	},

	async leave(_: object): Promise<void> {
		for (const socket of sockets) socket.close();
		sockets = [];
	},
};
