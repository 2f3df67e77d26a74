import { ruleSets } from "@/bench/automod/rules";
import { texts } from "@/bench/automod/texts";
import type { DryRunResult, RuleMatcher } from "@/lib/realtime/protocol";
import type { Bench } from "../bench";
import { inDatabase } from "../bulk-members";
import type { Check, Compilation } from "../load/automod-checks";
import { type Figure, ms, number, tableOf, times } from "../metrics";
import { median, now, percentile } from "../statistics";

const medianMs = 2;
const p99Ms = 4;
const heldMs = 10;
/** Of each text with each set of rules; then of the slowest pairs. */
const checkRounds = 15;
const slowest = 12;
const slowestRounds = 300;

const dryRunMessages = 1000;
const dryRunMs = 2000;
const dryRunSets = ["contained words", "large patterns", "links to listed domains", "words of i and l"];

const senders = 64;
const sendSeconds = 3;
/** At least so many pairs, because the difference is small. */
const leastPairs = 7;
const leastRatio = 0.95;

/** The cost of automod: a check of the hardest texts and rules, compiling rules, a dry run, and a hot channel. */
export async function automod(bench: Bench): Promise<Figure[]> {
	return [...(await checks(bench)), bench.note(await dryRuns(bench)), bench.note(await hotChannel(bench))];
}

async function checks(bench: Bench): Promise<Figure[]> {
	const names = Object.keys(ruleSets);
	const worker = bench.worker("automodChecks");
	const all: Check[] = [];
	for (const ruleSet of names) all.push(...(await worker.ask("check", { ruleSet, rounds: checkRounds })));
	const hardest: Check[] = [];
	for (const { ruleSet, text } of bySlowness(all).slice(0, slowest))
		hardest.push(...(await worker.ask("check", { ruleSet, only: text, rounds: slowestRounds })));
	const compiled: Compilation[] = [];
	for (const ruleSet of names) compiled.push(await worker.ask("compile", { ruleSet }));
	await bench.dismiss();
	bench.log(
		`\n${tableOf(hardest.map(rowOf))}\n\n${tableOf(worstBy(all, "ruleSet"))}\n\n${tableOf(worstBy(all, "text"))}\n`,
	);
	return [bench.note(checkFigure(all, hardest)), bench.note(compileFigure(compiled))];
}

const bySlowness = (all: Check[]): Check[] => [...all].sort((a, b) => b.median - a.median);

/** For each set of rules its slowest text, or for each text its slowest set of rules. */
function worstBy(all: Check[], key: "ruleSet" | "text"): Figure[] {
	const worst = new Map<string, Check>();
	for (const one of bySlowness(all)) if (!worst.has(one[key])) worst.set(one[key], one);
	return [...worst.values()].map(rowOf);
}

const rowOf = ({ ruleSet, text, median: middle, p99 }: Check): Figure => ({
	id: `${ruleSet} ${text}`,
	name: `${ruleSet}: ${text}`,
	target: "",
	measured: `median ${middle.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
	beside: "",
	met: null,
	values: {},
});

function checkFigure(all: Check[], hardest: Check[]): Figure {
	const worst = Math.max(...hardest.map((one) => one.median));
	const p99 = Math.max(...hardest.map((one) => one.p99));
	const usual = all.find(({ ruleSet, text }) => ruleSet === "words" && text === "sentences");
	return {
		id: "automod-check",
		name: `a message of 4,000 characters against full sets of 50 rules, the hardest of ${number(all.length)} pairs`,
		target: `median ≤ ${medianMs} ms, p99 ≤ ${p99Ms} ms`,
		measured: `median ${worst.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
		beside: `sentences against 50,000 words: ${usual?.median.toFixed(2)} ms`,
		met: worst <= medianMs && p99 <= p99Ms,
		values: { worst, p99, usual: usual?.median, all, hardest },
	};
}

function compileFigure(compiled: Compilation[]): Figure {
	const held = Math.max(...compiled.map((one) => one.heldMs));
	const longest = Math.max(...compiled.map((one) => one.ms));
	const plain = compiled.find(({ ruleSet }) => ruleSet === "words");
	const bytes = plain ? plain.bytes / plain.words : 0;
	return {
		id: "automod-compile",
		name: "compiling a full set of 50 rules",
		target: `event loop held ≤ ${heldMs} ms`,
		measured: `held ${ms(held)}, ${ms(longest)} in all; 50,000 words ${ms(plain?.ms ?? 0)}, ${number(bytes)} bytes each`,
		beside: "",
		met: held <= heldMs,
		values: { held, longest, bytes, compiled },
	};
}

/** A dry run of several rules on the last 1,000 messages, which are as hard as possible. */
async function dryRuns({ stage, rounds }: Bench): Promise<Figure> {
	const { owner } = stage;
	const { serverId, channelId } = await owner.makeServer("Dry runs");
	const hard = Object.values(texts);
	const contents = Array.from({ length: dryRunMessages }, (_, n) => hard[n % hard.length] ?? "");
	await inDatabase(stage, async (sql) => {
		await sql`
			insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content)
			select ${channelId}, n, n, n, gen_random_uuid(), s.owner_id, content
			from unnest(${contents}::text[]) with ordinality as m(content, n), servers s where s.id = ${serverId}`;
		await sql`update channels set last_seq = ${dryRunMessages}, last_rev = ${dryRunMessages} where id = ${channelId}`;
	});
	const took: number[] = [];
	let unchecked = 0;
	for (let round = 0; round <= rounds; round++)
		for (const name of dryRunSets) {
			const rule = ruleSets[name]?.()[0];
			const startedAt = now();
			const path = `/api/servers/${serverId}/automod/dry-run`;
			const { checked } = await owner.call<DryRunResult>("POST", path, { rule });
			if (round === 0) continue;
			took.push(now() - startedAt);
			unchecked += dryRunMessages - checked;
		}
	const most = percentile(took, 1);
	return {
		id: "automod-dry-run",
		name: `a dry run of a rule on ${number(dryRunMessages)} messages of 4,000 characters`,
		target: "≤ 2 s, all checked",
		measured: `median ${ms(median(took))}, slowest ${ms(most)}${unchecked > 0 ? `, ${unchecked} NOT CHECKED` : ""}`,
		beside: "",
		met: most <= dryRunMs && unchecked === 0,
		values: { took, unchecked },
	};
}

/** 45 rules with 1,000 words each, 40 patterns, links, mentions and newcomers: nothing that is sent matches. */
const ofBusyServer = (): RuleMatcher[] => [
	...(ruleSets.words?.() ?? []).slice(0, 45),
	{ kind: "patterns", settings: { patterns: patternsOf("free {0,3}nitro", "https?://\\S+\\.zip\\b") } },
	{ kind: "patterns", settings: { patterns: patternsOf("steam.{0,20}gift", "(?:buy|sell) .* account") } },
	{ kind: "links", settings: { block: "all", domains: [], invites: true } },
	{ kind: "mentions", settings: { max: 100, seconds: 10, everyone: true } },
	{ kind: "newcomer", settings: { minutes: 60, links: true, files: true, mentions: true } },
];

const patternsOf = (...sources: string[]): string[] =>
	Array.from({ length: 20 }, (_, n) => `${sources[n % sources.length]}${n}`);

/** The same users send in turns to a channel of a server without rules, and to one of a server with fifty. */
async function hotChannel(bench: Bench): Promise<Figure> {
	const { stage } = bench;
	const [without, beside] = [await makeServer(bench, "Without rules"), await makeServer(bench, "With rules")];
	for (const [n, matcher] of ofBusyServer().entries())
		await stage.owner.call("POST", `/api/servers/${beside.serverId}/automod/rules`, {
			...matcher,
			name: `Rule ${n}`,
			message: "Not here.",
			actions: { refuse: true },
		});
	const from = bench.worker("senders");
	await from.ask("connect", { url: stage.url, cookies: stage.cookies(senders) });
	const send = async ({ channelId }: { channelId: number }, seconds: number) =>
		(await from.ask("send", { channelIds: [channelId], seconds, depth: 1 })).perSecond;
	for (const place of [without, beside, without, beside]) await send(place, 1);
	const [off, on]: [number[], number[]] = [[], []];
	for (let pair = 0; pair < Math.max(leastPairs, bench.rounds); pair++) {
		// Each is the first in turn, so that neither profits from the order.
		if (pair % 2 === 0) off.push(await send(without, sendSeconds));
		on.push(await send(beside, sendSeconds));
		if (pair % 2 === 1) off.push(await send(without, sendSeconds));
	}
	await bench.dismiss();
	const ratios = on.map((rate, pair) => rate / (off[pair] ?? Number.NaN));
	const ratio = median(ratios);
	return {
		id: "hot-channel-automod",
		name: `one hot channel with 50 automod rules, ${senders} senders`,
		target: `≥ ${leastRatio} × without rules`,
		measured: `${number(median(on))} stored/s`,
		beside: `without rules: ${number(median(off))}/s (${times(ratio)}, pairs ${ratios.map((one) => one.toFixed(2)).join(", ")})`,
		met: ratio >= leastRatio,
		values: { senders, ratio, ratios, on, off },
	};
}

async function makeServer({ stage }: Bench, name: string): Promise<{ serverId: number; channelId: number }> {
	const made = await stage.owner.makeServer(name);
	for (const person of stage.people.slice(0, senders)) await person.join(made.serverId);
	return made;
}
