import { attachEmbedded } from "@/db/embedded";
import type { Bench } from "../bench";
import { type Figure, ms, number, times } from "../figures";
import { median } from "../statistics";

const seconds = 3;

/** Messages a second that are stored and acknowledged, beside what the same PostgreSQL takes row by row. */
export async function hotChannel(bench: Bench): Promise<Figure[]> {
	const { stage } = bench;
	const one = await singleCommits(bench, 1);
	const sixteen = await singleCommits(bench, 16);
	const limits = `single-row commits: ${number(one)}/s over 1 connection, ${number(sixteen)}/s over 16`;
	const figures: Figure[] = [];
	const cases = [
		{ senders: 1, depth: 1 },
		{ senders: 16, depth: 1 },
		{ senders: 64, depth: 1 },
		{ senders: 64, depth: 4 },
	];
	const hot = [await stage.channel("hot")];
	for (const { senders, depth } of cases) {
		const { perSecond, p99 } = await stored(bench, hot, senders, depth);
		const ratio = perSecond / sixteen;
		const isPromised = senders === 64 && depth === 1;
		figures.push(
			bench.note({
				name: `one hot channel, ${senders} sender${senders > 1 ? "s" : ""}${depth > 1 ? `, ${depth} on their way from each` : ""}`,
				target: isPromised ? "≥ 8,000/s, ≥ 2 × single-row commits over 16 connections" : "",
				measured: `${number(perSecond)} stored/s, acknowledged in p99 ${ms(p99)}`,
				beside: isPromised ? `${limits} (${times(ratio)})` : "",
				met: isPromised ? perSecond >= 8000 && ratio >= 2 : null,
				values: { senders, depth, perSecond, p99, ratio, commitsOver1: one, commitsOver16: sixteen },
			}),
		);
	}
	const channels: number[] = [];
	for (let n = 1; n <= 100; n++) channels.push(await stage.channel(`one-of-many-${n}`));
	const { perSecond, p99 } = await stored(bench, channels, 100, 1);
	figures.push(
		bench.note({
			...{ name: "100 channels at once, a sender in each", target: "", beside: "", met: null },
			measured: `${number(perSecond)} stored/s, acknowledged in p99 ${ms(p99)}`,
			values: { perSecond, p99 },
		}),
	);
	return figures;
}

async function stored({ stage, rounds, ...bench }: Bench, channelIds: number[], senders: number, depth: number) {
	const from = bench.worker("speakers");
	await from.ask("connect", { url: stage.url, cookies: stage.cookies(senders) });
	await from.ask("speak", { channelIds, seconds: 1, depth });
	const results = [];
	for (let round = 0; round < rounds; round++) results.push(await from.ask("speak", { channelIds, seconds, depth }));
	await bench.dismiss();
	return {
		perSecond: median(results.map((result) => result.perSecond)),
		p99: median(results.map(({ waited }) => waited.p99)),
	};
}

async function singleCommits({ stage, rounds, ...bench }: Bench, connections: number): Promise<number> {
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
