import { now, percentile } from "../statistics";
import { RawSocket } from "./raw-socket";

const SENTENCES = [
	"does anyone know why the second display stays black after suspend?",
	"I had that as well, a newer kernel fixed it for me",
	"which one? I am still on the one from the installer",
	"thanks, that did it",
];

let sockets: RawSocket[] = [];

/** Those who send: each connection keeps `depth` messages on their way and sends the next when one is acknowledged. */
export const speakers = {
	async connect({ url, cookies }: { url: string; cookies: string[] }): Promise<void> {
		sockets = await Promise.all(cookies.map((cookie) => RawSocket.open(url, cookie)));
	},

	async speak({ channelId, seconds, depth }: { channelId: number; seconds: number; depth: number }) {
		const waits: number[] = [];
		const refusals: string[] = [];
		let lastSeq = 0;
		const startedAt = now();
		const end = performance.now() + seconds * 1000;
		const speak = async (socket: RawSocket, n: number) => {
			for (let turn = n; performance.now() < end; turn++) {
				const content = SENTENCES[turn % SENTENCES.length];
				const sent = performance.now();
				const { text, at } = await socket.ask(
					"message:send",
					`{"channelId":${channelId},"nonce":"${crypto.randomUUID()}","content":"${content}"}`,
				);
				if (!text.startsWith('{"ok":true')) refusals.push(text);
				waits.push(at - sent);
				lastSeq = Math.max(lastSeq, Number(/"seq":(\d+)/.exec(text)?.[1]));
			}
		};
		await Promise.all(sockets.flatMap((socket, n) => Array.from({ length: depth }, () => speak(socket, n))));
		return {
			acknowledged: waits.length - refusals.length,
			refused: refusals.length,
			firstRefusal: refusals[0],
			startedAt,
			seconds: (now() - startedAt) / 1000,
			lastSeq,
			p50: percentile(waits, 0.5),
			p99: percentile(waits, 0.99),
		};
	},

	async disconnect(_: object): Promise<void> {
		for (const socket of sockets) socket.close();
		sockets = [];
	},
};
