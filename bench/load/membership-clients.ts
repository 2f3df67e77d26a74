import { setTimeout as sleep } from "node:timers/promises";
import { spread } from "../statistics";
import { RawHttp } from "./raw-http";

type Revolve = {
	url: string;
	serverId: number;
	cookies: string[];
	seconds: number;
	/** The number of joins a second, and of leaves, in all; without it, each request follows the last response. */
	perSecond?: number;
};

/** Users who join a server and leave it again, over and over, on a connection each. In the end all of them have left. */
export const membershipClients = {
	async revolve({ url, serverId, cookies, seconds, perSecond }: Revolve) {
		const path = `/api/membership/${serverId}`;
		const waits: number[] = [];
		let wrong = 0;
		const connections = await Promise.all(cookies.map(() => RawHttp.open(url)));
		const start = performance.now();
		const end = start + seconds * 1000;
		await Promise.all(
			connections.map(async (connection, place) => {
				const change = async (method: string, expected: string) => {
					const sent = performance.now();
					const answer = await connection.ask(method, path, cookies[place] ?? "");
					if (!answer.includes(expected)) wrong++;
					waits.push(performance.now() - sent);
				};
				for (let round = 0; performance.now() < end; round++) {
					if (perSecond !== undefined) {
						const due = start + ((round * cookies.length + place) * 1000) / perSecond;
						await sleep(due - performance.now());
					}
					await change("POST", '"isMember":true');
					await change("DELETE", '"isMember":false');
				}
			}),
		);
		const took = (performance.now() - start) / 1000;
		for (const connection of connections) connection.close();
		return { perSecond: waits.length / took, wrong, ...spread(waits) };
	},
};
