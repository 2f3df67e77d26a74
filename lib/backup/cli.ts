// npm run backup -- [file]            writes a backup, by default into BACKUP_DIR
// npm run backup -- --verify file     checks a backup without touching anything
// Runs on the machine of the instance, beside it or while it is stopped. Exits with 0, or with 2 and one sentence.
import { inspect, parseArgs } from "node:util";

const usage = "Usage: npm run backup -- [file], or npm run backup -- --verify file";
const SENTENCES = ["BackupError", "CannotStart", "BadSetting"];

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
	const isSentence = error instanceof Error && SENTENCES.includes(error.name);
	log(isSentence ? error.message : inspect(error));
	return 2;
});

async function main(args: string[]): Promise<number> {
	const order = orderIn(args);
	if (!order) {
		log(usage);
		return 2;
	}
	// Loaded here, so that an invalid setting is reported like every other reason.
	const commands = await import("./commands");
	const sentence = order.verify ? await commands.verifyFile(order.file ?? "") : await commands.backUp(order.file, log);
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

function log(sentence: string): void {
	process.stderr.write(`${sentence}\n`);
}
