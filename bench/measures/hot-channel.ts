import { attachEmbedded } from "@/db/embedded";
import type { Bench } from "../bench";
import { type Figure, ms, number, times } from "../metrics";
import { median, sum } from "../statistics";

const seconds = 3;

type Case = { id: string; name: string; channels: number; senders: number; depth: number; connections: 1 | 16 };
type Commits = { over1: number; over16: number };

const cases: Case[] = [
	{ id: "hot-1", name: "one hot channel, 1 sender", channels: 1, senders: 1, depth: 1, connections: 1 },
	{ id: "hot-16", name: "one hot channel, 16 senders", channels: 1, senders: 16, depth: 1, connections: 16 },
	{ id: "hot-64", name: "one hot channel, 64 senders", channels: 1, senders: 64, depth: 1, connections: 16 },
	{
		...{ id: "hot-64-by-4", name: "one hot channel, 64 senders, 4 in flight from each" },
		...{ channels: 1, senders: 64, depth: 4, connections: 16 },
	},
	{
		...{ id: "channels-100", name: "100 channels at once, a sender in each" },
		...{ channels: 100, senders: 100, depth: 1, connections: 16 },
	},
];

/**
 * Measures how many messages per second are stored and acknowledged, compared with single-row inserts in the same
 * PostgreSQL.
 */
export async function hotChannel(bench: Bench): Promise<Figure[]> {
	const commits = { over1: await singleCommits(bench, 1), over16: await singleCommits(bench, 16) };
	const figures: Figure[] = [];
	for (const one of cases) figures.push(bench.note(await figureOf(bench, one, commits)));
	return figures;
}

async function figureOf(bench: Bench, { id, name, connections, ...how }: Case, commits: Commits): Promise<Figure> {
	const { perSecond, p50, p99, missing } = await stored(bench, how);
	const limit = connections === 1 ? commits.over1 : commits.over16;
	const ratio = perSecond / limit;
	const isPromised = id === "hot-64";
	const isFast = !isPromised || (perSecond >= 8000 && ratio >= 2);
	return {
		...{ id, name },
		target: isPromised ? "≥ 8,000/s, ≥ 2 × single-row commits over 16 connections" : "none lost",
		measured: `${number(perSecond)} stored/s, ${missing ? `${missing} NOT STORED` : "none lost"}; acknowledged p50 ${ms(p50)}, p99 ${ms(p99)}`,
		beside: `single-row commits over ${connections}: ${number(limit)}/s (${times(ratio)})`,
		met: isFast && missing === 0,
		values: { ...how, perSecond, p50, p99, missing, ratio, commitsOver1: commits.over1, commitsOver16: commits.over16 },
	};
}

/** Uses new channels, so that their last sequence numbers show how much was stored. */
async function stored(bench: Bench, how: Pick<Case, "channels" | "senders" | "depth">) {
	const { stage, rounds } = bench;
	const { channels, senders, depth } = how;
	const channelIds: number[] = [];
	for (let n = 1; n <= channels; n++) channelIds.push(await stage.channel(`hot-${channels}-${senders}-${depth}-${n}`));
	const from = bench.worker("senders");
	await from.ask("connect", { url: stage.url, cookies: stage.cookies(senders) });
	const warmUp = await from.ask("send", { channelIds, seconds: 1, depth });
	const results = [];
	for (let round = 0; round < rounds; round++) results.push(await from.ask("send", { channelIds, seconds, depth }));
	await bench.dismiss();
	const acknowledged = sum([warmUp, ...results].map((result) => result.acknowledged));
	return {
		perSecond: median(results.map((result) => result.perSecond)),
		p50: median(results.map(({ waited }) => waited.p50)),
		p99: median(results.map(({ waited }) => waited.p99)),
		missing: acknowledged - sum(Object.values(results.at(-1)?.lastSeqs ?? {})),
	};
}

async function singleCommits(bench: Bench, connections: number): Promise<number> {
	const { stage, rounds } = bench;
	const { options, release } = await attachEmbedded(stage.app.dataDir, () => {});
	const worker = bench.worker("commits");
	const rates: number[] = [];
	await worker.ask("run", { where: options, connections, seconds: 0.5 });
	for (let round = 0; round < rounds; round++)
		rates.push((await worker.ask("run", { where: options, connections, seconds: 2 })).perSecond);
	await bench.dismiss();
	await release();
	return median(rates);
}
