// npm run restore -- file
// Runs on the machine of the instance while that is stopped. Exits with 0, or with 2 and one sentence.
import { runCommand, writeLine } from "../process/run-command";

const usage = "Usage: npm run restore -- file";

await runCommand(main, "BackupError");

async function main([file, ...more]: string[]): Promise<number> {
	if (!file || file.startsWith("-") || more.length > 0) {
		writeLine(usage);
		return 2;
	}
	// Loaded here, so that an invalid setting is reported like every other reason.
	const { restoreFile } = await import("./commands");
	process.stdout.write(`${await restoreFile(file, writeLine)}\n`);
	return 0;
}
