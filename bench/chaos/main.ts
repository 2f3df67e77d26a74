import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { channels } from "./channels";
import { type CheckResult, checkAll } from "./checker";
import { appEnvironment, clusterEnvironment, databaseEnvironment, type Environment } from "./environments";
import { moderation } from "./moderation";
import { type Options, optionsFrom, type Scenario, usage } from "./options";
import { type Outcome, outcomeOf, outcomeOfChannels, outcomeOfGate, outcomeOfSlow, tableOf } from "./report";
import { revocation } from "./revocation";
import type { Tally } from "./revocation/checker";
import { runScenario } from "./run";
import { slow } from "./slow";

const log = (text: string) => process.stdout.write(`${text}\n`);
const noRedis = "There is no redis-server on this machine.";

/** Running environments. They are stopped when the process is interrupted. */
const running = new Set<Environment>();

async function inEnvironment<T>(
	begin: () => Promise<Environment | null>,
	play: (stage: Environment) => Promise<T>,
): Promise<T | null> {
	const stage = await begin();
	if (!stage) return null;
	running.add(stage);
	try {
		return await play(stage);
	} finally {
		await stage.stop();
		running.delete(stage);
	}
}

/** Runs one scenario, from an empty app to its result. */
async function play(scenario: Scenario, options: Options): Promise<Outcome> {
	const scenarioOptions = { ...options, keep: options.keep && join(options.keep, scenario) };
	const runAndCheck = async (stage: Environment) => outcomeOf(scenario, await runScenario(stage, scenarioOptions));
	const played = {
		app: () => inEnvironment(appEnvironment, runAndCheck),
		database: () => inEnvironment(databaseEnvironment, runAndCheck),
		cluster: () => inEnvironment(() => clusterEnvironment(options.seconds), runAndCheck),
		channels: () =>
			inEnvironment(appEnvironment, async (stage) => outcomeOfChannels(await channels(stage, scenarioOptions))),
		slow: () => inEnvironment(appEnvironment, async (stage) => outcomeOfSlow(await slow(stage, options))),
		gate: () => playGate(options),
	};
	const outcome = await played[scenario]();
	return outcome ?? { scenario, figures: [], findings: [], passed: true, skipped: noRedis };
}

/** Runs on one instance and, if Redis is installed, also on two: the sockets on one, the requests at the other. */
async function playGate({ times, seconds, seed, keep }: Options): Promise<Outcome> {
	const tallies: Tally[] = [];
	const removals: CheckResult[] = [];
	for (const begin of [appEnvironment, () => clusterEnvironment(seconds)])
		await inEnvironment(begin, async (stage) => {
			tallies.push(...(await revocation(stage, times)));
			const place = keep && join(keep, `gate-${stage.instances.length}`);
			removals.push(await moderation(stage, { seed, rounds: times, keep: place }));
		});
	return outcomeOfGate(tallies, removals);
}

/** Stops all environments and exits with an error. */
async function abandon(why: string): Promise<never> {
	process.stderr.write(`${why}\n`);
	await Promise.allSettled([...running].map((stage) => stage.stop()));
	process.exit(2);
}

async function build(): Promise<void> {
	const [code] = await once(spawn(process.execPath, ["scripts/build.mjs", "--if-stale"], { stdio: "inherit" }), "exit");
	if (code !== 0) throw new Error("The app could not be built.");
}

async function main(): Promise<boolean> {
	let options: Options;
	try {
		options = optionsFrom(process.argv.slice(2));
	} catch (error) {
		return abandon(`${error instanceof Error ? error.message : error}\n${usage}`);
	}
	if (options.check) {
		const outcome = outcomeOf("app", checkAll(options.check));
		log(tableOf(outcome));
		return outcome.passed;
	}
	if (options.build) await build();
	log(`Seed ${options.seed}: the same seed plans the same run.`);
	const outcomes: Outcome[] = [];
	for (const scenario of options.scenarios) {
		const timeLimitMs = 300_000 + options.seconds * 4000 + (scenario === "gate" ? options.times * 8000 : 0);
		const watch = setTimeout(() => void abandon(`${scenario} did not end in ${timeLimitMs / 1000} s.`), timeLimitMs);
		const outcome = await play(scenario, options);
		clearTimeout(watch);
		outcomes.push(outcome);
		log(tableOf(outcome));
	}
	if (options.json) writeFileSync(options.json, `${JSON.stringify({ seed: options.seed, outcomes }, null, "\t")}\n`);
	return outcomes.every(({ passed }) => passed);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void abandon("Stopped."));
try {
	process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
	await abandon(error instanceof Error ? error.message : String(error));
}
