import { setImmediate as nextTurn } from "node:timers/promises";
import { ruleSets } from "@/bench/automod/rules";
import { texts } from "@/bench/automod/texts";
import { Counters } from "@/lib/automod/counters";
import { buildPattern, type Pattern } from "@/lib/automod/pattern";
import { type CompiledRule, compileRule, RuleSet } from "@/lib/automod/rule-set";
import { inSlices } from "@/lib/automod/slices";
import type { RuleMatcher } from "@/lib/realtime/protocol";
import { percentile } from "../statistics";

const warmUps = 5;
/** The instance of which the rules are measured has been running for a while. */
const firstWarmUps = 30;

export type Check = { ruleSet: string; text: string; median: number; p99: number };
export type Compilation = { ruleSet: string; ms: number; heldMs: number; bytes: number; words: number };

const patterns = new Map<string, Pattern>();
let isWarm = false;

/** Checks texts against rules, as an instance does before it stores a message, in this process. */
export const automodChecks = {
	/** Compiles a set of rules, and measures how long the event loop was held at once. */
	async compile({ ruleSet }: { ruleSet: string }): Promise<Compilation> {
		// As they come from the database, so that not the words of all rules are in memory at once.
		const stored = (ruleSets[ruleSet]?.() ?? []).map((matcher) => JSON.stringify(matcher));
		await nextTurn();
		const startedAt = performance.now();
		const gaps = watchLoop();
		const set = await setOf(stored);
		const ms = performance.now() - startedAt;
		const listed = set.rules.reduce((sum, { words }) => sum + words.length, 0);
		return { ruleSet, ms, heldMs: gaps.stop(), bytes: set.bytes, words: listed };
	},

	/** Checks all texts, or one of them, against a set of rules. */
	async check({ ruleSet, rounds, only }: { ruleSet: string; rounds: number; only?: string }): Promise<Check[]> {
		const set = await setOf((ruleSets[ruleSet]?.() ?? []).map((matcher) => JSON.stringify(matcher)));
		const wanted = Object.entries(texts).filter(([text]) => only === undefined || text === only);
		if (!isWarm) for (const [, text] of wanted) timesOf(set, text, firstWarmUps);
		isWarm = true;
		return wanted.map(([text, content]) => {
			timesOf(set, content, warmUps);
			const times = timesOf(set, content, rounds);
			return { ruleSet, text, median: percentile(times, 0.5), p99: percentile(times, 0.99) };
		});
	},
};

async function setOf(stored: string[]): Promise<RuleSet> {
	const rules: CompiledRule[] = [];
	for (const [n, json] of stored.entries()) {
		const matcher = JSON.parse(json) as RuleMatcher;
		const exempt = { roleIds: [], channelIds: [] };
		const rest = { id: n + 1, name: "", message: "", exempt, actions: { refuse: true }, updatedAt: "" } as const;
		rules.push(await inSlices(compileRule({ ...matcher, ...rest }, patternOf)));
	}
	return inSlices(RuleSet.build(rules));
}

function* patternOf(source: string): Generator<void, Pattern> {
	const known = patterns.get(source);
	if (known) return known;
	const pattern = yield* buildPattern(source);
	patterns.set(source, pattern);
	return pattern;
}

/** Each time with a new message: what is known of a message is kept with it. */
function timesOf(set: RuleSet, content: string, rounds: number): number[] {
	const counters = new Counters();
	return Array.from({ length: rounds }, (_, n) => {
		const startedAt = performance.now();
		const candidate = { authorId: 1, id: String(n), content, texts: [], files: 0 };
		set.matching(candidate);
		set.exceeded(candidate, counters);
		return performance.now() - startedAt;
	});
}

/** Measures the longest time between two turns of the event loop. */
function watchLoop(): { stop(): number } {
	let longest = 0;
	let before = performance.now();
	const turn = () => {
		const now = performance.now();
		longest = Math.max(longest, now - before);
		before = now;
		next = setImmediate(turn);
	};
	let next = setImmediate(turn);
	return {
		stop() {
			clearImmediate(next);
			return Math.max(longest, performance.now() - before);
		},
	};
}
