// npm run backup -- [file]            writes a backup, by default into BACKUP_DIR; a file may be s3://bucket/name
// npm run backup -- --verify file     checks a backup without touching anything
// Runs on the machine of the instance, beside it or while it is stopped. Exits with 0, or with 2 and one sentence.
import { parseArgs } from "node:util";
import { runCommand, writeLine } from "../process/run-command";

const usage = "Usage: npm run backup -- [file], or npm run backup -- --verify file";

await runCommand(main, "BackupError");

async function main(args: string[]): Promise<number> {
	const order = orderIn(args);
	if (!order) {
		writeLine(usage);
		return 2;
	}
	// Loaded here, so that an invalid setting is reported like every other reason.
	const commands = await import("./commands");
	const sentence = order.verify
		? await commands.verifyFile(order.file ?? "")
		: await commands.backUp(order.file, writeLine);
	process.stdout.write(`${sentence}\n`);
	return 0;
}

function orderIn(args: string[]): { verify: boolean; file: string | undefined } | null {
	try {
		const options = { verify: { type: "boolean" as const, default: false } };
		const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
		const isComplete = positionals.length <= 1 && (!values.verify || positionals.length === 1);
		return isComplete ? { verify: values.verify, file: positionals[0] } : null;
	} catch {
		return null;
	}
}
