// npm run admin -- <command>, as the usage below says. Runs on the machine of the instance, beside it or while it is
// stopped. Exits with 0, or with 2 and one sentence if the command failed.
import { runCommand, writeLine } from "../process/run-command";

const usage = `Usage: npm run admin -- COMMAND, which is one of:
  (reset | remove-factors | suspend | restore | delete | make-admin | remove-admin) NAME
  end-sessions [NAME]
  registration MODE
  second-factor RULE
  list
  server list [TEXT]
  server (show | unfreeze) ID
  server (hide | freeze) ID [REASON]
  server hand-over ID USERNAME
  server delete ID NAME`;

type Commands = typeof import("./commands");
type ServerCommands = typeof import("./server-commands");
/** What a command is, with the least and the greatest number of its arguments. */
type Entry<Module> = { least: number; most: number; run: (commands: Module, ...args: string[]) => Promise<string> };

const ofOne = (run: (commands: Commands, name: string) => Promise<string>): Entry<Commands> => ({
	least: 1,
	most: 1,
	run: (commands, name = "") => run(commands, name),
});

const commands: Record<string, Entry<Commands>> = {
	reset: ofOne((all, name) => all.reset(name)),
	"remove-factors": ofOne((all, name) => all.removeFactors(name)),
	suspend: ofOne((all, name) => all.suspend(name)),
	restore: ofOne((all, name) => all.restore(name)),
	delete: ofOne((all, name) => all.deleteAccount(name)),
	"make-admin": ofOne((all, name) => all.makeAdmin(name)),
	"remove-admin": ofOne((all, name) => all.removeAdmin(name)),
	registration: ofOne((all, mode) => all.setRegistration(mode)),
	"second-factor": ofOne((all, rule) => all.setSecondFactor(rule)),
	"end-sessions": { least: 0, most: 1, run: (all, name) => all.endSessions(name || undefined) },
	list: { least: 0, most: 0, run: (all) => all.list() },
};

const serverCommands: Record<string, Entry<ServerCommands>> = {
	list: { least: 0, most: 1, run: (all, text) => all.list(text) },
	hide: { least: 1, most: 2, run: (all, id = "", reason) => all.hide(id, reason) },
	show: { least: 1, most: 1, run: (all, id = "") => all.show(id) },
	freeze: { least: 1, most: 2, run: (all, id = "", reason) => all.freeze(id, reason) },
	unfreeze: { least: 1, most: 1, run: (all, id = "") => all.unfreeze(id) },
	"hand-over": { least: 2, most: 2, run: (all, id = "", username = "") => all.handOver(id, username) },
	delete: { least: 2, most: 2, run: (all, id = "", name = "") => all.remove(id, name) },
};

/** The command that was named, with its arguments; null if there is none, or if it has other arguments. */
function find<Module>(entries: Record<string, Entry<Module>>, [name = "", ...args]: string[]) {
	const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
	if (!entry || args.length < entry.least || args.length > entry.most) return null;
	return (module: Module) => entry.run(module, ...args);
}

await runCommand(main, "AppError", "CommandError");

async function main(args: string[]): Promise<number> {
	const onServers = args[0] === "server" ? find(serverCommands, args.slice(1)) : null;
	const onAccounts = find(commands, args);
	if (!onServers && !onAccounts) {
		writeLine(usage);
		return 2;
	}
	// Loaded here, so that an invalid setting is reported like every other reason.
	const [{ attachDatabase }, { createAppState }] = await Promise.all([
		import("../process/open-database"),
		import("../process/create-app-state"),
	]);
	const closeDatabase = await attachDatabase(writeLine);
	createAppState("");
	try {
		const sentence = onServers
			? await onServers(await import("./server-commands"))
			: await onAccounts?.(await import("./commands"));
		process.stdout.write(`${sentence}\n`);
	} finally {
		await closeDatabase();
	}
	return 0;
}
