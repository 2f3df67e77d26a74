// npm run restore -- file
// Runs on the machine of the instance while that is stopped. Exits with 0, or with 2 and one sentence.
import { inspect } from "node:util";

const usage = "Usage: npm run restore -- file";
const SENTENCES = ["BackupError", "CannotStart", "BadSetting"];

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
	const isSentence = error instanceof Error && SENTENCES.includes(error.name);
	log(isSentence ? error.message : inspect(error));
	return 2;
});

async function main([file, ...more]: string[]): Promise<number> {
	if (!file || file.startsWith("-") || more.length > 0) {
		log(usage);
		return 2;
	}
	// Loaded here, so that an invalid setting is reported like every other reason.
	const { restoreFile } = await import("./commands");
	process.stdout.write(`${await restoreFile(file, log)}\n`);
	return 0;
}

function log(sentence: string): void {
	process.stderr.write(`${sentence}\n`);
}
