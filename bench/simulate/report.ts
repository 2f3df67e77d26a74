import { number } from "../metrics";
import type { Constants } from "./constants";
import { type Delays, follow } from "./flow";
import { fewestInstances, type Load, loadOf, maxUtilisation } from "./load";
import type { Scenario } from "./scenario";

export type Row = {
	scenario: Scenario;
	load: Load;
	/** No number of instances suffices. The figures are those of the number with the lowest load. */
	beyond: boolean;
	delays: Delays | null;
	/** The resource that is exhausted first as users are added. */
	first: string;
};

const names: Record<keyof Load["utilisation"], string> = {
	instances: "the cores of the instances",
	databases: "PostgreSQL",
	redises: "Redis",
	memory: "sockets of an instance",
};

/**
 * Reports each scenario with the fewest instances that suffice: how busy the resources are, how long a message takes,
 * and which resource is full first.
 */
export function reportOf(scenarios: Scenario[], constants: Constants, seed: number): { rows: Row[]; text: string } {
	const rows = scenarios.map((scenario): Row => {
		const found = fewestInstances(scenario, constants);
		const load = found ?? best(scenario, constants);
		return {
			scenario,
			load,
			beyond: !found,
			delays: follow(scenario, load, constants, seed),
			first: firstFull(load),
		};
	});
	const lines: [string, (row: Row) => string][] = [
		["users", ({ scenario }) => number(scenario.people)],
		["connected users", ({ load }) => number(load.sockets)],
		["messages a second", ({ load }) => number(load.messages)],
		["deliveries a second", ({ load }) => number(load.deliveries)],
		["frames a second", ({ load }) => number(load.frames)],
		[
			"instances (one core each)",
			({ load, beyond }) => (beyond ? `none suffices; with ${number(load.instances)}:` : number(load.instances)),
		],
		["core of an instance", ({ load }) => share(load.utilisation.instances)],
		[
			"share spent on events from others",
			({ load }) => share((load.instance.events + load.instance.people) / load.instances),
		],
		["sockets of an instance", ({ load }) => number(load.sockets / load.instances)],
		[
			"PostgreSQL",
			({ load, scenario }) =>
				`${scenario.databases} × ${scenario.coresPerDatabase} cores: ${share(load.utilisation.databases)}`,
		],
		["Redis", ({ load, scenario }) => `${scenario.redises}: ${share(load.utilisation.redises)}`],
		["send → deliver, p50", ({ delays }) => (delays ? `${delays.p50.toFixed(1)} ms` : "grows without end")],
		["send → deliver, p99", ({ delays }) => (delays ? `${delays.p99.toFixed(1)} ms` : "grows without end")],
		["full first", ({ first }) => first],
	];
	const table = [
		["", ...rows.map(({ scenario }) => scenario.name)],
		...lines.map(([name, of]) => [name, ...rows.map(of)]),
	];
	return {
		rows,
		text: `${tableOf(table)}\n\nConstants: ${constants.measured}. Full is ${maxUtilisation * 100} % of a resource in the busiest hour.`,
	};
}

/** Returns the load with the number of instances that are least busy; used if no number suffices. */
function best(scenario: Scenario, constants: Constants): Load {
	let least = loadOf(scenario, constants, 1);
	for (let instances = 2; instances < 1e5; instances = Math.ceil(instances * 1.2)) {
		const load = loadOf(scenario, constants, instances);
		if (worst(load) < worst(least)) least = load;
	}
	return least;
}

const worst = ({ utilisation: { instances, memory } }: Load) => Math.max(instances / maxUtilisation, memory);

function firstFull({ utilisation, instances, instance }: Load): string {
	const [name] = (["databases", "redises"] as const).toSorted((a, b) => utilisation[b] - utilisation[a]);
	// Full instances can be relieved by more of them, unless most of their work is to receive each other's events.
	const events = (instance.events + instance.people) / instances;
	if (events > Math.max(utilisation.databases, utilisation.redises) && events > maxUtilisation / 2)
		return "events between instances";
	if (name && utilisation[name] > maxUtilisation / 4) return names[name];
	return utilisation.memory > utilisation.instances / maxUtilisation ? names.memory : names.instances;
}

const share = (value: number) => `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`;

function tableOf(rows: string[][]): string {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
	lines.splice(1, 0, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
	return lines.join("\n");
}
