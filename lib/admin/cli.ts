// npm run admin -- (reset | remove-factors | suspend | restore | delete | make-admin | remove-admin) NAME | end-sessions [NAME] | registration MODE | second-factor RULE | list
// Runs on the machine of the instance, beside it or while it is stopped. Exits with 0, or with 2 and one sentence if the command failed.
import { runCommand, writeLine } from "../process/run-command";

const usage =
	"Usage: npm run admin -- (reset | remove-factors | suspend | restore | delete | make-admin | remove-admin) NAME | end-sessions [NAME] | registration MODE | second-factor RULE | list";
/** The commands that need a name, a mode or a rule, each with its function. */
const named = {
	reset: "reset",
	"remove-factors": "removeFactors",
	suspend: "suspend",
	restore: "restore",
	delete: "deleteAccount",
	"make-admin": "makeAdmin",
	"remove-admin": "removeAdmin",
	registration: "setRegistration",
	"second-factor": "setSecondFactor",
} as const;
const takesName = (command: string): command is keyof typeof named => Object.hasOwn(named, command);

await runCommand(main, "AppError", "CommandError");

async function main([command = "", name, ...more]: string[]): Promise<number> {
	const isKnown = takesName(command) ? name !== undefined : command === "end-sessions" || (command === "list" && !name);
	if (!isKnown || more.length > 0) {
		writeLine(usage);
		return 2;
	}
	// Loaded here, so that an invalid setting is reported like every other reason.
	const [{ attachDatabase }, { createAppState }, commands] = await Promise.all([
		import("../process/open-database"),
		import("../process/create-app-state"),
		import("./commands"),
	]);
	const closeDatabase = await attachDatabase(writeLine);
	createAppState("");
	try {
		process.stdout.write(`${await run(commands, command, name ?? "")}\n`);
	} finally {
		await closeDatabase();
	}
	return 0;
}

function run(commands: typeof import("./commands"), command: string, name: string): Promise<string> {
	if (takesName(command)) return commands[named[command]](name);
	if (command === "list") return commands.list();
	return commands.endSessions(name || undefined);
}
