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
	/** Asks for the page before a random seq of the messages up to this one; the answer must contain the one before it. */
	historyUpTo?: number;
};

const pageSize = 50;

/** HTTP clients: each has its own connection and sends its next request after each answer. */
export const httpClients = {
	async ask({ url, method, path, cookies, seconds, holds, body, historyUpTo }: HttpLoad) {
		const waits: number[] = [];
		let wrong = 0;
		const connections = await Promise.all(cookies.map(() => RawHttp.open(url)));
		const start = performance.now();
		const end = start + seconds * 1000;
		await Promise.all(
			connections.map(async (connection, n) => {
				for (let sent = performance.now(); sent < end; sent = performance.now()) {
					const text = body && JSON.stringify({ ...body, nonce: crypto.randomUUID() });
					const before = historyUpTo && pageSize + 1 + Math.floor(Math.random() * (historyUpTo - pageSize));
					const place = before ? `${path}?before=${before}` : path;
					const answer = await connection.ask(method, place, cookies[n] ?? "", text);
					if (!answer.includes(before ? `"seq":${before - 1},` : holds)) wrong++;
					waits.push(performance.now() - sent);
				}
			}),
		);
		const perSecond = (waits.length * 1000) / (performance.now() - start);
		for (const connection of connections) connection.close();
		return { perSecond, count: waits.length, p50: percentile(waits, 0.5), p99: percentile(waits, 0.99), wrong };
	},
};
