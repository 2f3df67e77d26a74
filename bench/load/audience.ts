import { now } from "../statistics";
import { RawSocket } from "./raw-socket";

const atOnce = 50;
const MESSAGES = Buffer.from('42["messages"');

let sockets: RawSocket[] = [];
let deliveries = 0;
let lastAt = 0;

/** Connections with one channel open each, which take only the time of the latest message. */
export const audience = {
	async connect({ url, cookies }: { url: string; cookies: string[] }): Promise<void> {
		for (let from = 0; from < cookies.length; from += atOnce) {
			const more = cookies.slice(from, from + atOnce).map((cookie) => RawSocket.open(url, cookie));
			sockets.push(...(await Promise.all(more)));
		}
		for (const socket of sockets)
			socket.onEvent = (event) => {
				if (!event.subarray(0, MESSAGES.length).equals(MESSAGES)) return;
				deliveries++;
				lastAt = now();
			};
	},

	/** Everybody opens a channel; the channels are distributed in turn. */
	async open({ channelIds }: { channelIds: number[] }): Promise<void> {
		for (let from = 0; from < sockets.length; from += atOnce)
			await Promise.all(
				sockets.slice(from, from + atOnce).map(async (socket, n) => {
					const channelId = channelIds[(from + n) % channelIds.length] ?? 0;
					const { text } = await socket.ask("channel:open", JSON.stringify({ channelId }));
					if (!text.startsWith('{"ok":true')) throw new Error(`A channel was not opened: ${text}`);
				}),
			);
		deliveries = 0;
		lastAt = 0;
	},

	/** The messages that have arrived since the channels were opened, and the time of the last one. */
	async heard(_: object): Promise<{ deliveries: number; lastAt: number }> {
		return { deliveries, lastAt };
	},

	async leave(_: object): Promise<void> {
		for (const socket of sockets) socket.close();
		sockets = [];
	},
};
