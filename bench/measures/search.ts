import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SearchPage } from "@/lib/realtime/protocol";
import type { Bench } from "../bench";
import { RawHttp } from "../load/raw-http";
import { type Figure, ms, number } from "../metrics";
import { sampleData } from "../sample-data";
import { type Spread, spread } from "../statistics";
import { conversationChannels, endOf, writeMessages } from "../synthetic-messages";
import { bringIn } from "./import";

/** Typical queries: common, rare and absent words, several words, parts, phrases, other scripts, code, filters. */
const queries = [
	...["the", "ubuntu", "install", "how to install", "nvidia driver", "grub boot windows", "kernel panic"],
	...["mplayer", "sudo apt-get install", '"apt-get install"', "buntu", "zzzqqqxxx", "xorg.conf", "wireless card not"],
	...["go", "c", "to be", "검색", "タワー", "привет", "어", "std::vector", "a->b", "snake_case", "foobar"],
	...[
		"has:link",
		"has:link ubuntu",
		"in:talk-3 install",
		"in:talk-7 the",
		"before:2020-03 install",
		"during:2021 boot",
	],
	...["install -ubuntu", "thanks -you", "error -kernel -boot", "is:pinned", "from:me", 'server:"Archive" kubuntu'],
];
const mostMs = 100;
/** The search index must be complete within this time. */
const patienceMs = 30 * 60_000;

/** Measures a complete search over HTTP, one at a time, among a million generated messages and the real ones. */
export async function search(bench: Bench): Promise<Figure[]> {
	const { stage, rounds, folder, log, messages } = bench;
	const real = sampleData(folder);
	await bringIn(stage, real.file, "Archive");
	const file = join(folder, "talk.jsonl");
	writeMessages(file, messages, real);
	log(await bringIn(stage, file, "Talk"));
	const waited = await untilFound(bench);

	const { cookie } = stage.owner;
	const line = await RawHttp.open(stage.url);
	const ask = async (q: string, sort: string) => {
		const sent = performance.now();
		await line.ask("GET", `/api/search?${new URLSearchParams({ q, sort })}`, cookie);
		return performance.now() - sent;
	};
	const waits = new Map<string, number[]>();
	for (let round = 0; round <= rounds; round++)
		for (const sort of ["newest", "relevance"])
			for (const q of queries) {
				const took = await ask(q, sort);
				// The first round is the warm-up.
				if (round > 0) waits.set(`${sort} ${q}`, [...(waits.get(`${sort} ${q}`) ?? []), took]);
			}
	line.close();
	const all = spread([...waits.values()].flat());
	const slowest = [...waits].map(([q, times]) => ({ q, ...spread(times) })).sort((a, b) => b.p50 - a.p50);
	for (const { q, p50, most } of slowest.slice(0, 8)) log(`  ${q}: ${ms(p50)}, at most ${ms(most)}`);
	return [bench.note(figureOf(messages, all, waited, slowest))];
}

function figureOf(messages: number, { p50, p95, p99 }: Spread, indexedSeconds: number, slowest: object[]): Figure {
	return {
		id: "search",
		name: `search among ${number(messages)} generated and 40,000 more messages, ${queries.length} queries, newest and best first`,
		target: `p95 ≤ ${mostMs} ms`,
		measured: `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}`,
		beside: `all found ${number(indexedSeconds)} s after the import`,
		met: p95 <= mostMs,
		values: { p50, p95, p99, indexedSeconds, slowest },
	};
}

/** Waits until the end of every channel is found. Returns seconds. */
async function untilFound({ stage }: Bench): Promise<number> {
	const begun = performance.now();
	for (let channel = 0; channel < conversationChannels; channel++)
		for (;;) {
			const path = `/api/search?${new URLSearchParams({ q: endOf(channel) })}`;
			// A search may be refused during such heavy writing; it is then retried.
			const found = await stage.owner.call<SearchPage>("GET", path).catch(() => null);
			if (found && found.results.length > 0) break;
			if (performance.now() - begun > patienceMs) throw new Error("The imported messages cannot be found yet.");
			await sleep(500);
		}
	return (performance.now() - begun) / 1000;
}
