import { percentile } from "../statistics";
import { RawHttp } from "./raw-http";

type Asked = {
	url: string;
	method: "GET" | "POST";
	path: string;
	/** One client for each; an empty one is a stranger. */
	cookies: string[];
	seconds: number;
	/** What every answer must hold to count as one. */
	holds: string;
	/** Of a POST; `nonce` is put in. */
	body?: object;
};

/** Those who ask over HTTP: each has a connection of its own and asks again when it is answered. */
export const httpClients = {
	async ask({ url, method, path, cookies, seconds, holds, body }: Asked) {
		const waits: number[] = [];
		let wrong = 0;
		const connections = await Promise.all(cookies.map(() => RawHttp.open(url)));
		const start = performance.now();
		const end = start + seconds * 1000;
		await Promise.all(
			connections.map(async (connection, n) => {
				for (let sent = performance.now(); sent < end; sent = performance.now()) {
					const text = body && JSON.stringify({ ...body, nonce: crypto.randomUUID() });
					const answer = await connection.ask(method, path, cookies[n] ?? "", text);
					if (!answer.includes(holds)) wrong++;
					waits.push(performance.now() - sent);
				}
			}),
		);
		const perSecond = (waits.length * 1000) / (performance.now() - start);
		for (const connection of connections) connection.close();
		return { perSecond, count: waits.length, p50: percentile(waits, 0.5), p99: percentile(waits, 0.99), wrong };
	},
};
