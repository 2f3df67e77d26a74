import { percentile } from "../statistics";
import { RawHttp } from "./raw-http";

/** Those who ask for pages: each has a connection of its own and asks again when it is answered. */
export const readers = {
	async read({ url, path, cookies, seconds }: { url: string; path: string; cookies: string[]; seconds: number }) {
		const waits: number[] = [];
		const connections = await Promise.all(cookies.map(() => RawHttp.open(url)));
		const first = await connections[0]?.get(path, cookies[0] ?? "");
		const { messages } = JSON.parse(String(first)) as { messages: unknown[] };
		const start = performance.now();
		const end = start + seconds * 1000;
		await Promise.all(
			connections.map(async (connection, n) => {
				for (let sent = performance.now(); sent < end; sent = performance.now()) {
					await connection.get(path, cookies[n] ?? "");
					waits.push(performance.now() - sent);
				}
			}),
		);
		const perSecond = (waits.length * 1000) / (performance.now() - start);
		for (const connection of connections) connection.close();
		return { perSecond, p50: percentile(waits, 0.5), p99: percentile(waits, 0.99), messages: messages.length };
	},
};
