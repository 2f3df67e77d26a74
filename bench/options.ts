import { parseArgs } from "node:util";

export type Options = {
	/** Where the figures go as JSON, beside the table. */
	json: string | undefined;
	/** Each figure is the median of so many rounds. */
	rounds: number;
	/** Measure what is built, stale or not. */
	build: boolean;
	/** Cores for the app and its database, and for the load; undefined leaves it to the system. */
	pin: { app: string; load: string } | undefined;
};

export const usage = `npm run bench -- [--json <file>] [--rounds <n>] [--no-build] [--pin <app's cores>:<load's cores>]`;

/** Throws a sentence when the arguments are not understood. */
export function optionsFrom(args: string[]): Options {
	const { values } = parseArgs({
		args,
		options: {
			json: { type: "string" },
			rounds: { type: "string", default: "3" },
			"no-build": { type: "boolean", default: false },
			pin: { type: "string" },
		},
	});
	const rounds = Number(values.rounds);
	if (!Number.isInteger(rounds) || rounds < 1 || rounds > 20) throw new Error("--rounds must be 1 to 20.");
	const [app, load] = values.pin?.split(":") ?? [];
	if (values.pin !== undefined && !(app && load)) throw new Error("--pin takes two lists of cores, such as 0:1.");
	return {
		json: values.json,
		rounds,
		build: !values["no-build"],
		pin: app && load ? { app, load } : undefined,
	};
}
