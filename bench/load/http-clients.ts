import { percentile } from "../statistics";
import { RawHttp } from "./raw-http";

type HttpLoad = {
	url: string;
	method: "GET" | "POST";
	path: string;
	/** One client for each; an empty cookie is an anonymous client. */
	cookies: string[];
	seconds: number;
	/** The text that every valid answer contains. */
	holds: string;
	/** The body of a POST; `nonce` is filled in. */
	body?: object;
};

/** HTTP clients: each has its own connection and sends its next request after each answer. */
export const httpClients = {
	async ask({ url, method, path, cookies, seconds, holds, body }: HttpLoad) {
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
