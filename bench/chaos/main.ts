import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { judge } from "./checker";
import { gate } from "./gate";
import type { Tally } from "./gate/ways";
import { type Options, optionsFrom, type Scenario, usage } from "./options";
import { type Outcome, outcomeOf, outcomeOfGate, outcomeOfSlow, tableOf } from "./report";
import { slow } from "./slow";
import { appStage, clusterStage, databaseStage, type Stage } from "./stages";
import { underFire } from "./under-fire";

const say = (text: string) => process.stdout.write(`${text}\n`);

/** Plays one scenario from an empty app to its verdict. */
async function play(scenario: Scenario, options: Options): Promise<Outcome> {
	if (scenario === "gate") return playGate(options);
	const stage = await stageOf(scenario, options);
	if (!stage)
		return { scenario, figures: [], findings: [], passed: true, skipped: "There is no redis-server on this machine." };
	try {
		if (scenario === "slow") return outcomeOfSlow(await slow(stage, options));
		const keep = options.keep && join(options.keep, scenario);
		return outcomeOf(scenario, await underFire(stage, { ...options, keep }));
	} finally {
		await stage.stop();
	}
}

/** On one node, and where there is a Redis with the sockets on one of two. */
async function playGate({ times, seconds }: Options): Promise<Outcome> {
	const tallies: Tally[] = [];
	for (const begin of [appStage, () => clusterStage(seconds)]) {
		const stage = await begin();
		if (!stage) continue;
		try {
			tallies.push(...(await gate(stage, times)));
		} finally {
			await stage.stop();
		}
	}
	return outcomeOfGate(tallies);
}

function stageOf(scenario: Scenario, { seconds }: Options): Promise<Stage | null> {
	if (scenario === "cluster") return clusterStage(seconds);
	return scenario === "database" ? databaseStage() : appStage();
}

async function main(): Promise<boolean> {
	const options = optionsFrom(process.argv.slice(2));
	if (options.judge) {
		const outcome = outcomeOf("app", judge(options.judge));
		say(tableOf(outcome));
		return outcome.passed;
	}
	say(`Seed ${options.seed}: the same seed plans the same run.`);
	const outcomes: Outcome[] = [];
	for (const scenario of options.scenarios) {
		const outcome = await play(scenario, options);
		outcomes.push(outcome);
		say(tableOf(outcome));
	}
	if (options.json) writeFileSync(options.json, `${JSON.stringify({ seed: options.seed, outcomes }, null, "\t")}\n`);
	return outcomes.every(({ passed }) => passed);
}

try {
	process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
	process.exitCode = 2;
}
