import { number } from "../metrics";
import type { Constants } from "./constants";
import { type Delays, follow } from "./flow";
import { fewestNodes, fullest, type Load, loadOf } from "./load";
import type { Scenario } from "./scenario";

export type Row = {
	scenario: Scenario;
	load: Load;
	/** No number of instances suffices: the figures are of the best available. */
	beyond: boolean;
	delays: Delays | null;
	/** The resource that is exhausted first as users are added. */
	first: string;
};

const names: Record<keyof Load["utilisation"], string> = {
	nodes: "the nodes’ cores",
	databases: "PostgreSQL",
	redises: "Redis",
	memory: "sockets a node",
};

/**
 * Reports each scenario with the fewest instances that suffice: how busy everything is, how long a message takes, what
 * breaks first.
 */
export function reportOf(scenarios: Scenario[], constants: Constants, seed: number): { rows: Row[]; text: string } {
	const rows = scenarios.map((scenario): Row => {
		const found = fewestNodes(scenario, constants);
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
		["people", ({ scenario }) => number(scenario.people)],
		["connected", ({ load }) => number(load.sockets)],
		["messages a second", ({ load }) => number(load.messages)],
		["deliveries a second", ({ load }) => number(load.deliveries)],
		["frames a second", ({ load }) => number(load.frames)],
		[
			"nodes (a core each)",
			({ load, beyond }) => (beyond ? `no number; at ${number(load.nodes)}:` : number(load.nodes)),
		],
		["a node’s core", ({ load }) => share(load.utilisation.nodes)],
		["… of it other nodes’ words", ({ load }) => share((load.node.words + load.node.people) / load.nodes)],
		["sockets a node", ({ load }) => number(load.sockets / load.nodes)],
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
		text: `${tableOf(table)}\n\nConstants: ${constants.measured}. Full is ${fullest * 100} % of a resource in the busiest hour.`,
	};
}

/** Returns the number of instances with the lowest load, if none suffices. */
function best(scenario: Scenario, constants: Constants): Load {
	let least = loadOf(scenario, constants, 1);
	for (let nodes = 2; nodes < 1e5; nodes = Math.ceil(nodes * 1.2)) {
		const load = loadOf(scenario, constants, nodes);
		if (worst(load) < worst(least)) least = load;
	}
	return least;
}

const worst = ({ utilisation: { nodes, memory } }: Load) => Math.max(nodes / fullest, memory);

function firstFull({ utilisation, nodes, node }: Load): string {
	const [name] = (["databases", "redises"] as const).toSorted((a, b) => utilisation[b] - utilisation[a]);
	// Instances can be added, unless the events they receive from each other are the bottleneck.
	const words = (node.words + node.people) / nodes;
	if (words > Math.max(utilisation.databases, utilisation.redises) && words > fullest / 2)
		return "what nodes tell each other";
	if (name && utilisation[name] > fullest / 4) return names[name];
	return utilisation.memory > utilisation.nodes / fullest ? names.memory : names.nodes;
}

const share = (value: number) => `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`;

function tableOf(rows: string[][]): string {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
	lines.splice(1, 0, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
	return lines.join("\n");
}
