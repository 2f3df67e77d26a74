// npm run simulate: estimates what users, servers and messages require of instances, PostgreSQL and Redis
// (docs/scaling.md).
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { constants, file } from "./constants";
import { measure } from "./measure";
import { reportOf } from "./report";
import { SCENARIOS, type Scenario } from "./scenario";

const usage = `npm run simulate -- [--people <n>] [--seed 1] [--set <name>=<value> …] [--json <file>] [--measure]
  --measure  measures the constants on this machine and writes them to ${file}
  --set      ${Object.keys(SCENARIOS[0] ?? {}).join(", ")}`;
const log = (text: string) => process.stdout.write(`${text}\n`);

try {
	process.exitCode = await main();
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage}\n`);
	process.exitCode = 2;
}

async function main(): Promise<number> {
	const text = { type: "string" } as const;
	const { values } = parseArgs({
		options: {
			people: text,
			seed: { ...text, default: "1" },
			set: { ...text, multiple: true, default: [] },
			json: text,
			measure: { type: "boolean", default: false },
		},
	});
	if (values.measure) {
		const measured = await measure(log);
		if (!measured) throw new Error("Two instances need a redis-server to connect them, and none is installed here.");
		writeFileSync(file, `${JSON.stringify(measured, null, "\t")}\n`);
	}
	const wanted = values.people === undefined && values.set.length === 0 ? SCENARIOS : [own(values.people, values.set)];
	const report = reportOf(wanted, constants(), positive("seed", values.seed));
	log(report.text);
	if (values.json) writeFileSync(values.json, `${JSON.stringify(report.rows, null, "\t")}\n`);
	return 0;
}

function own(people: string | undefined, settings: string[]): Scenario {
	const base = SCENARIOS[1];
	if (!base) throw new Error("There is no scenario to begin with.");
	const scenario: Scenario = { ...base, name: "as given" };
	for (const setting of [...(people === undefined ? [] : [`people=${people}`]), ...settings]) {
		const [name = "", value = ""] = setting.split("=");
		if (name === "eventsGoTo" && (value === "everybody" || value === "followers")) scenario.eventsGoTo = value;
		else if (typeof scenario[name as keyof Scenario] === "number")
			Object.assign(scenario, { [name]: positive(name, value) });
		else throw new Error(`There is no setting ${setting}.`);
	}
	scenario.largestServer = Math.min(scenario.largestServer, scenario.people);
	return scenario;
}

function positive(name: string, text: string): number {
	const value = Number(text);
	if (!(value > 0 && value <= 1e10)) throw new Error(`${name} must be a number above 0.`);
	return value;
}
