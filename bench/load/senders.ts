import { now, spread } from "../statistics";
import { RawSocket } from "./raw-socket";

/** The default length of a message in characters, including its mark. */
const usualLength = 100;
const fillerText =
	"does anyone know why the second display stays black after suspend? a newer kernel fixed it for me, thanks ";

type SendRequest = { channelIds: number[]; seconds: number; depth: number; length?: number };

let sockets: RawSocket[] = [];

/** Senders: each connection keeps `depth` messages in flight and sends the next after each acknowledgement. */
export const messageSenders = {
	async connect({ url, cookies }: { url: string; cookies: string[] }): Promise<void> {
		sockets.push(...(await Promise.all(cookies.map((cookie) => RawSocket.open(url, cookie)))));
	},

	/** Senders are distributed over the channels in turn. */
	async send({ channelIds, seconds, depth, length = usualLength }: SendRequest) {
		const waits: number[] = [];
		const refusals: string[] = [];
		const lastSeqs: Record<number, number> = {};
		const startedAt = now();
		const end = performance.now() + seconds * 1000;
		const keepSending = async (socket: RawSocket, channelId: number) => {
			while (performance.now() < end) {
				const content = `at ${now().toFixed(3)} ${fillerText}`.slice(0, length).trimEnd().padEnd(length, ".");
				const sent = performance.now();
				const { text, at } = await socket.ask(
					"message:send",
					`{"channelId":${channelId},"nonce":"${crypto.randomUUID()}","content":"${content}"}`,
				);
				if (!text.startsWith('{"ok":true')) refusals.push(text);
				waits.push(at - sent);
				lastSeqs[channelId] = Math.max(lastSeqs[channelId] ?? 0, Number(/"seq":(\d+)/.exec(text)?.[1]));
			}
		};
		await Promise.all(
			sockets.flatMap((socket, n) =>
				Array.from({ length: depth }, () => keepSending(socket, channelIds[n % channelIds.length] ?? 0)),
			),
		);
		const took = (now() - startedAt) / 1000;
		if (refusals.length > 0)
			throw new Error(`${refusals.length} messages were refused, the first with ${refusals[0]}.`);
		return {
			acknowledged: waits.length,
			perSecond: waits.length / took,
			startedAt,
			lastSeqs,
			waited: spread(waits),
		};
	},

	async disconnect(_: object): Promise<void> {
		for (const socket of sockets) socket.close();
		sockets = [];
	},
};
