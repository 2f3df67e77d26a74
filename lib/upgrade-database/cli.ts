// npm run upgrade-database [-- --binaries folder]   moves the embedded database to the installed major of PostgreSQL
// npm run upgrade-database -- --remove-old          deletes the old one, which is kept until then
// Runs on the machine of the instance while that is stopped. Exits with 0, with 1 if the doctor found something in the
// new database, or with 2 and one sentence, and then the old one is in use.
import { parseArgs } from "node:util";
import { runCommand, writeLine } from "../process/run-command";

const usage = "Usage: npm run upgrade-database [-- --binaries <folder> | --remove-old]";

await runCommand(main, "UpgradeError", "BackupError");

async function main(args: string[]): Promise<number> {
	const order = orderIn(args);
	if (!order) {
		writeLine(usage);
		return 2;
	}
	// Loaded here, so that an invalid setting is reported like every other reason.
	const { removeOld, upgradeDatabase } = await import("./commands");
	const { sentence, isWell } = order["remove-old"]
		? { sentence: await removeOld(), isWell: true }
		: await upgradeDatabase(order.binaries, writeLine);
	process.stdout.write(`${sentence}\n`);
	return isWell ? 0 : 1;
}

function orderIn(args: string[]) {
	try {
		const { values } = parseArgs({
			args,
			options: { binaries: { type: "string" }, "remove-old": { type: "boolean", default: false } },
		});
		return values.binaries !== undefined && values["remove-old"] ? null : values;
	} catch {
		return null;
	}
}
