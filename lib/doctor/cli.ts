// npm run doctor [-- --json] [--fix]
// Examines the instance, beside it or while it is stopped. Exits with 0 if nothing is wrong or all of it is mended, 1 if
// something is, and 2 if it could not look.
import { runCommand, writeLine } from "../process/run-command";
import { type Finding, linesOf } from "./finding";

const usage = "Usage: npm run doctor [-- --json] [--fix]";
const runningTimeoutMs = 3000;

await runCommand(main);

async function main(args: string[]): Promise<number> {
	if (args.some((arg) => arg !== "--json" && arg !== "--fix")) {
		writeLine(usage);
		return 2;
	}
	// Loaded here, so that an invalid setting is reported like every other reason.
	const [{ attachDatabase }, { createAppState }, { examine }, { config }] = await Promise.all([
		import("../process/open-database"),
		import("../process/create-app-state"),
		import("./examine"),
		import("../process/config"),
	]);
	const isRunning = await answers(config.port);
	const closeDatabase = await attachDatabase(writeLine, { migrates: false });
	createAppState("");
	try {
		const findings = await examine({ fixes: args.includes("--fix"), isRunning });
		print(findings, args.includes("--json"));
		return findings.every(({ isFixed }) => isFixed) ? 0 : 1;
	} finally {
		await closeDatabase();
	}
}

/** Whether an instance runs on this machine, with these settings. */
async function answers(port: number): Promise<boolean> {
	try {
		const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(runningTimeoutMs) });
		return response.ok;
	} catch {
		return false;
	}
}

function print(findings: Finding[], isJson: boolean): void {
	const text = isJson ? JSON.stringify(findings) : linesOf(findings).join("\n");
	if (text) process.stdout.write(`${text}\n`);
}
