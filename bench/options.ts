import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

export type Pin = { app: string; load: string } | undefined;
export type Options = {
	/** The file for the figures as JSON. */
	json: string | undefined;
	/** Whether to rewrite docs/performance.*. */
	write: boolean;
	/** Each figure is the median of this many rounds. */
	rounds: number;
	/** Measure the existing build, even if it is stale. */
	build: boolean;
	/** The sections to run; empty means all. */
	only: string[];
	/** How many messages the search section makes. */
	messages: number;
	/** How many members the communities section connects. */
	sockets: number;
	/** Cores for the server, and for the load; undefined leaves the choice to the system. */
	pin: Pin;
};

export const usage =
	"npm run bench -- [--only <section>,…] [--rounds <n>] [--messages <n>] [--sockets <n>] [--json <file>] [--write] [--no-build] [--no-pin | --pin <server's cores>:<load's cores>]";

/** Throws an Error with a sentence if the arguments are invalid. */
export function optionsFrom(args: string[], sections: string[]): Options {
	const { values } = parseArgs({
		args,
		options: {
			json: { type: "string" },
			write: { type: "boolean", default: false },
			rounds: { type: "string", default: "3" },
			messages: { type: "string", default: "1000000" },
			sockets: { type: "string", default: "5000" },
			only: { type: "string", default: "" },
			"no-build": { type: "boolean", default: false },
			"no-pin": { type: "boolean", default: false },
			pin: { type: "string" },
		},
	});
	const rounds = Number(values.rounds);
	if (!Number.isInteger(rounds) || rounds < 1 || rounds > 20) throw new Error("--rounds must be 1 to 20.");
	const messages = Number(values.messages);
	if (!Number.isInteger(messages) || messages < 1000) throw new Error("--messages must be 1000 or more.");
	const sockets = Number(values.sockets);
	if (!Number.isInteger(sockets) || sockets < 1 || sockets > 50_000) throw new Error("--sockets must be 1 to 50000.");
	const only = values.only.split(",").filter(Boolean);
	const unknown = only.find((name) => !sections.includes(name));
	if (unknown !== undefined) throw new Error(`--only: there is no ${unknown}; there are ${sections.join(", ")}.`);
	if (values.write && only.length > 0) throw new Error("--write wants the whole run, without --only.");
	return {
		json: values.json,
		write: values.write,
		rounds,
		messages,
		sockets,
		only,
		build: !values["no-build"],
		pin: values["no-pin"] ? undefined : values.pin === undefined ? halves() : pinFrom(values.pin),
	};
}

function pinFrom(text: string): Pin {
	const [app, load] = text.split(":");
	if (!app || !load) throw new Error("--pin takes two lists of cores, such as 0:1.");
	return { app, load };
}

/** Returns the first half of the cores for the server and the other for the load, if the system can pin processes. */
function halves(): Pin {
	const cores = availableParallelism();
	if (cores < 2 || spawnSync("taskset", ["--version"], { stdio: "ignore" }).status !== 0) return undefined;
	const half = Math.floor(cores / 2);
	return { app: `0-${half - 1}`, load: `${half}-${cores - 1}` };
}
