// npm run admin -- (reset | remove-factors | suspend | restore | make-admin | remove-admin) NAME | end-sessions [NAME] | registration MODE | list
// Runs on the machine of the instance, beside it or while it is stopped. Exits with 0, or with 2 and one sentence if the command failed.
import { inspect } from "node:util";

const usage =
	"Say it as: npm run admin -- (reset | remove-factors | suspend | restore | make-admin | remove-admin) NAME | end-sessions [NAME] | registration MODE | list";
const SENTENCES = ["AppError", "CommandError", "CannotStart", "BadSetting"];
const named = ["reset", "remove-factors", "suspend", "restore", "make-admin", "remove-admin", "registration"];

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
	const isSentence = error instanceof Error && SENTENCES.includes(error.name);
	log(isSentence ? error.message : inspect(error));
	return 2;
});

async function main([command = "", name, ...more]: string[]): Promise<number> {
	const takesName = named.includes(command);
	const isKnown = takesName || command === "end-sessions" || command === "list";
	if (!isKnown || more.length > 0 || takesName !== (takesName && name !== undefined) || (command === "list" && name)) {
		log(usage);
		return 2;
	}
	// Loaded here, so that an invalid setting is reported like every other reason.
	const [{ attachDatabase }, { createAppState }, commands] = await Promise.all([
		import("../process/open-database"),
		import("../process/create-app-state"),
		import("./commands"),
	]);
	const closeDatabase = await attachDatabase(log);
	createAppState("");
	try {
		process.stdout.write(`${await run(commands, command, name ?? "")}\n`);
	} finally {
		await closeDatabase();
	}
	return 0;
}

function run(commands: typeof import("./commands"), command: string, name: string): Promise<string> {
	if (command === "reset") return commands.reset(name);
	if (command === "suspend") return commands.suspend(name);
	if (command === "restore") return commands.restore(name);
	if (command === "make-admin") return commands.makeAdmin(name);
	if (command === "registration") return commands.setRegistration(name);
	if (command === "remove-factors") return commands.removeFactors(name);
	if (command === "remove-admin") return commands.removeAdmin(name);
	if (command === "list") return commands.list();
	return commands.endSessions(name || undefined);
}

function log(sentence: string): void {
	process.stderr.write(`${sentence}\n`);
}
