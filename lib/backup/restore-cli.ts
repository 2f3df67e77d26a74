// npm run restore -- file
// Runs on the machine of the instance while that is stopped. Exits with 0, with 1 if the doctor found
// something in the restored database, or with 2 and one sentence if nothing was restored.
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
	const { sentence, isWell } = await restoreFile(file, writeLine);
	process.stdout.write(`${sentence}\n`);
	return isWell ? 0 : 1;
}
