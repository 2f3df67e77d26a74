import { attachEmbedded } from "@/db/embedded";
import type { Bench } from "../bench";
import { type Figure, ms, number, times } from "../metrics";
import { median, sum } from "../statistics";

const seconds = 3;

type Load = { channels: number; senders: number; depth: number };
/** `leastRatio` is the target: stored messages, as a multiple of single-row commits over so many connections. */
type Case = Load & { id: string; name: string; connections: 1 | 16; least?: number; leastRatio?: number };
type Commits = { over1: number; over16: number };

const one = { channels: 1, depth: 1 };
const cases: Case[] = [
	{ id: "hot-1", name: "one hot channel, 1 sender", ...one, senders: 1, connections: 1, leastRatio: 0.5 },
	{ id: "hot-16", name: "one hot channel, 16 senders", ...one, senders: 16, connections: 16 },
	{
		...{ id: "hot-64", name: "one hot channel, 64 senders" },
		...{ ...one, senders: 64, connections: 16, least: 8000, leastRatio: 2 },
	},
	{
		...{ id: "hot-64-by-4", name: "one hot channel, 64 senders, 4 in flight from each" },
		...{ channels: 1, senders: 64, depth: 4, connections: 16 },
	},
	{
		...{ id: "channels-8", name: "8 channels at once, 64 senders" },
		...{ channels: 8, senders: 64, depth: 1, connections: 16, leastRatio: 2 },
	},
	{
		...{ id: "channels-100", name: "100 channels at once, a sender in each" },
		...{ channels: 100, senders: 100, depth: 1, connections: 16, leastRatio: 1 },
	},
];

/**
 * Measures how many messages per second are stored and acknowledged, compared with single-row inserts in the same
 * PostgreSQL.
 */
export async function hotChannel(bench: Bench): Promise<Figure[]> {
	const commits = { over1: await singleCommits(bench, 1), over16: await singleCommits(bench, 16) };
	const figures: Figure[] = [];
	for (const wanted of cases) figures.push(bench.note(await figureOf(bench, wanted, commits)));
	return figures;
}

async function figureOf(bench: Bench, wanted: Case, commits: Commits): Promise<Figure> {
	const { id, name, connections, channels, senders, depth, least = 0, leastRatio = 0 } = wanted;
	const load = { channels, senders, depth };
	const { perSecond, p50, p99, missing } = await stored(bench, load);
	const limit = connections === 1 ? commits.over1 : commits.over16;
	const ratio = perSecond / limit;
	const overConnections = `single-row commits over ${connections === 1 ? "1 connection" : `${connections} connections`}`;
	const targets = [
		...(least ? [`≥ ${number(least)}/s`] : []),
		...(leastRatio ? [`≥ ${leastRatio} × ${overConnections}`] : []),
		"none lost",
	];
	return {
		...{ id, name },
		target: targets.join(", "),
		measured: `${number(perSecond)} stored/s, ${missing ? `${missing} NOT STORED` : "none lost"}; acknowledged p50 ${ms(p50)}, p99 ${ms(p99)}`,
		beside: `single-row commits over ${connections}: ${number(limit)}/s (${times(ratio)})`,
		met: perSecond >= least && ratio >= leastRatio && missing === 0,
		values: {
			...load,
			perSecond,
			p50,
			p99,
			missing,
			ratio,
			commitsOver1: commits.over1,
			commitsOver16: commits.over16,
		},
	};
}

/** Uses new channels, so that their last sequence numbers show how much was stored. */
async function stored(bench: Bench, load: Load) {
	const { stage, rounds } = bench;
	const { channels, senders, depth } = load;
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
