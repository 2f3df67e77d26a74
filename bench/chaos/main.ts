import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { judge } from "./checker";
import { type Options, optionsFrom, type Scenario, usage } from "./options";
import { type Outcome, outcomeOf, tableOf } from "./report";
import { appStage, clusterStage, databaseStage, type Stage } from "./stages";
import { underFire } from "./under-fire";

const say = (text: string) => process.stdout.write(`${text}\n`);

/** Plays one scenario from an empty app to its verdict. */
async function play(scenario: Scenario, options: Options): Promise<Outcome> {
	const stage = await stageOf(scenario, options);
	if (!stage)
		return { scenario, figures: [], findings: [], passed: true, skipped: "There is no redis-server on this machine." };
	try {
		const keep = options.keep && join(options.keep, scenario);
		return outcomeOf(scenario, await underFire(stage, { ...options, keep }));
	} finally {
		await stage.stop();
	}
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
