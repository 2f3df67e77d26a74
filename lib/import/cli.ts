// npm run import -- <file.jsonl> --server "<name>" --owner <username>
// Exits with 0 if every line was imported, 1 if some were bad, 2 if it could not run or had to stop.
import { parseArgs } from "node:util";
import { isDatabaseUnavailable } from "../errors";
import { runCommand, writeLine } from "../process/run-command";
import { line } from "../text/schema";
import { ImportError } from "./import-error";
import type { ImportOptions, Report } from "./run";
import { BadLines, summaryOf } from "./summary";

const usage = 'Usage: npm run import -- <file.jsonl> --server "<name>" --owner <username>';
const tries = 5;

await runCommand(main, "CannotImport");

async function main(args: string[]): Promise<number> {
	const order = orderIn(args);
	const { report, bad } = await carryOut(order);
	process.stderr.write(String(bad));
	process.stdout.write(`${summaryOf(report, order.server)}\n`);
	return report.bad > 0 ? 1 : 0;
}

function orderIn(args: string[]): ImportOptions {
	const { values, positionals } = parsed(args);
	const [file, ...more] = positionals;
	const { server, owner } = values;
	if (file === undefined || more.length > 0 || server === undefined || owner === undefined)
		throw new ImportError(usage);
	const name = line(1, 100).safeParse(server);
	if (!name.success) throw new ImportError(`--server: ${name.error.issues[0]?.message}`);
	return { file, server: name.data, owner };
}

function parsed(args: string[]) {
	try {
		return parseArgs({
			args,
			options: { server: { type: "string" }, owner: { type: "string" } },
			allowPositionals: true,
		});
	} catch (error) {
		throw new ImportError(`${error instanceof Error ? error.message : error} ${usage}`);
	}
}

/**
 * The database may belong to another process, which can end at any time. Then the import attaches to it or starts it
 * once more, and reads the file from its beginning, because nothing is stored twice.
 */
async function carryOut(order: ImportOptions): Promise<{ report: Report; bad: BadLines }> {
	for (let left = tries; ; left--) {
		try {
			return await once(order);
		} catch (error) {
			if (!isDatabaseUnavailable(error)) throw error;
			if (left <= 1) throw new ImportError("The database became unavailable: run the import again to finish it.");
			writeLine("The database became unavailable; resuming the import.");
		}
	}
}

async function once(order: ImportOptions): Promise<{ report: Report; bad: BadLines }> {
	// Loaded here, so that an invalid setting is reported like every other reason.
	const [{ attachDatabase }, { createAppState: makeNode }, { importFile }, { progressOn }] = await Promise.all([
		import("../process/open-database"),
		import("../process/create-app-state"),
		import("./run"),
		import("./progress"),
	]);
	const closeDatabase = await attachDatabase(writeLine);
	// An instance without connections: its changes to servers and channels reach the other instances as usual.
	makeNode("");
	const bad = new BadLines();
	const progress = progressOn(process.stderr, order.file);
	try {
		const report = await importFile(order, {
			log: writeLine,
			bad: (line) => bad.add(line),
			progress: progress.at,
		});
		return { report, bad };
	} finally {
		progress.end();
		await closeDatabase();
	}
}
