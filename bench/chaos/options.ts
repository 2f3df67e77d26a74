import { parseArgs } from "node:util";

export const SCENARIOS = ["app", "database", "cluster", "channels", "slow", "gate"] as const;
export type Scenario = (typeof SCENARIOS)[number];

export type Options = {
	scenarios: Scenario[];
	seconds: number;
	people: number;
	rate: number;
	seed: number;
	/** How many times each way of losing access is tried. */
	times: number;
	everyMs?: number;
	json?: string;
	keep?: string;
	/** Whether a backup is made during the run, restored, and checked. */
	backup: boolean;
	/** The folder of an earlier run to check again. */
	check?: string;
	/** Whether to rebuild a stale build first. */
	build: boolean;
};

export const usage = `npm run chaos -- [--scenario ${SCENARIOS.join("|")}|all] [--seconds 60] [--people 200] [--rate 20] [--seed 1]
  [--every <seconds between kills>] [--times 200] [--json <file>] [--keep <folder for the event logs>] [--check <such a folder>]
  [--backup] [--no-build]`;

/** Parses the command line. Throws an Error whose message is a sentence. */
export function optionsFrom(args: string[]): Options {
	const text = { type: "string" } as const;
	const { values } = parseArgs({
		args,
		options: {
			scenario: { ...text, default: "all" },
			seconds: { ...text, default: "60" },
			people: { ...text, default: "200" },
			rate: { ...text, default: "20" },
			seed: { ...text, default: String(Date.now() % 1_000_000) },
			times: { ...text, default: "200" },
			every: text,
			json: text,
			keep: text,
			check: text,
			backup: { type: "boolean", default: false },
			"no-build": { type: "boolean", default: false },
		},
	});
	const scenarios = values.scenario === "all" ? [...SCENARIOS] : SCENARIOS.filter((name) => name === values.scenario);
	if (scenarios.length === 0) throw new Error(`There is no scenario ${values.scenario}.`);
	return {
		scenarios,
		seconds: number("seconds", values.seconds, 1, 3600),
		people: number("people", values.people, 2, 1000),
		rate: number("rate", values.rate, 1, 10_000),
		seed: number("seed", values.seed, 0, 2 ** 31),
		times: number("times", values.times, 1, 10_000),
		backup: values.backup,
		build: !values["no-build"],
		...(values.every !== undefined && { everyMs: 1000 * number("every", values.every, 1, 3600) }),
		...(values.json !== undefined && { json: values.json }),
		...(values.keep !== undefined && { keep: values.keep }),
		...(values.check !== undefined && { check: values.check }),
	};
}

function number(name: string, text: string, least: number, most: number): number {
	const value = Number(text);
	if (text === "" || !(value >= least && value <= most))
		throw new Error(`--${name} must be a number from ${least} to ${most}.`);
	return value;
}
