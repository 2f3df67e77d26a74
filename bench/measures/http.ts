import type { Bench } from "../bench";
import { type Figure, ms, number } from "../metrics";
import { mediansOf } from "../statistics";
import type { Archive } from "./import";

const clients = 16;
const seconds = 3;

type RequestMeasure = {
	id: string;
	name: string;
	method?: "GET" | "POST";
	path: string;
	holds: string;
	body?: object;
	isGuest?: boolean;
	historyUpTo?: number;
	least: number;
	mostMs?: number;
};

/** Sixteen users with a session and a kept-alive connection each, who send their next request after each answer. */
export async function http(bench: Bench, archive: Archive): Promise<Figure[]> {
	const { stage, rounds } = bench;
	for (const person of stage.people.slice(0, clients)) {
		await stage.owner.call("PUT", `/api/servers/${archive.serverId}/members/${person.username}`);
		await person.call("POST", `/api/invitations/${archive.serverId}`);
	}
	const channelId = await stage.channel("http");
	const text = "what the page of a channel must show";
	for (let n = 0; n < 50; n++) await stage.owner.sends(channelId, `${n} ${text}`);
	for (const person of stage.people.slice(0, clients))
		await person.call("PUT", `/api/channels/${channelId}/read`, { seq: 50 });

	const posts = await stage.channel("posts");
	const requests: RequestMeasure[] = [
		{
			id: "newest-page",
			name: `newest page of 50 of ${number(archive.messages)}`,
			path: `/api/channels/${archive.channelId}/messages`,
			...{ holds: `"seq":${archive.messages}`, least: 2000, mostMs: 100 },
		},
		{
			...{ id: "older-page", name: `any older page of 50 of ${number(archive.messages)}` },
			path: `/api/channels/${archive.channelId}/messages`,
			...{ historyUpTo: archive.messages, holds: "", least: 1500 },
		},
		{
			...{ id: "membership", name: "the user's membership", path: `/api/membership/${stage.serverId}` },
			...{ holds: '"isMember":true', least: 0 },
		},
		{
			id: "post",
			name: "a message by POST, stored",
			...{ method: "POST", path: `/api/channels/${posts}/messages`, holds: '"seq":', least: 1500 },
			body: { content: "x".repeat(100) },
		},
		{
			id: "channel-page",
			name: "a channel page as HTML",
			...{ path: `/servers/${stage.serverId}/channels/${channelId}`, holds: `49 ${text}`, least: 600 },
		},
		{
			...{ id: "front-page", name: "the front page as HTML", path: "/" },
			...{ holds: "Bench", least: 300 },
		},
		{
			...{ id: "explore-signed-in", name: "the Explore page as HTML", path: "/explore" },
			...{ holds: "Bench", least: 300 },
		},
		{
			...{ id: "explore", name: "the explore page, signed out", path: "/explore" },
			...{ holds: "Bench", isGuest: true, least: 1000 },
		},
	];
	const figures: Figure[] = [];
	for (const { id, name, method = "GET", isGuest, least, mostMs, ...what } of requests) {
		const worker = bench.worker("httpClients");
		const cookies = isGuest ? Array.from({ length: clients }, () => "") : stage.cookies(clients);
		const ask = (seconds: number) => worker.ask("ask", { url: stage.url, method, cookies, seconds, ...what });
		await ask(1.5);
		const results = [];
		for (let round = 0; round < rounds; round++) results.push(await ask(seconds));
		await bench.dismiss();
		const { perSecond, p50, p99 } = mediansOf(results);
		const wrong = results.reduce((sum, result) => sum + result.wrong, 0);
		figures.push(
			bench.note({
				id,
				name: `${name}, ${clients} clients over HTTP${isGuest ? "" : " with a session"}`,
				target: least > 0 ? `≥ ${number(least)}/s${mostMs ? `, p99 ≤ ${mostMs} ms` : ""}` : "",
				measured: `${number(perSecond)}/s, p50 ${ms(p50)}, p99 ${ms(p99)}${wrong > 0 ? `, ${wrong} WRONG` : ""}`,
				beside: "",
				met: least === 0 && wrong === 0 ? null : perSecond >= least && p99 <= (mostMs ?? p99) && wrong === 0,
				values: { perSecond, p50, p99, wrong },
			}),
		);
	}
	return figures;
}
