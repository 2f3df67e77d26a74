// npm run import -- <file.jsonl> --server "<name>" --owner <username>
// Ends with 0 when every line is in, 1 when some were bad, 2 when it could not run or had to stop.
import { inspect, parseArgs } from "node:util";
import { isDatabaseUnavailable } from "../errors";
import { line } from "../text/schema";
import { ImportError } from "./import-error";
import type { ImportOptions, Report } from "./run";
import { BadLines, summaryOf } from "./summary";

const usage = 'Say it as: npm run import -- <file.jsonl> --server "<name>" --owner <username>';
const SENTENCES = ["CannotImport", "CannotStart", "BadSetting"];
const tries = 5;

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
	const isSentence = error instanceof Error && SENTENCES.includes(error.name);
	log(isSentence ? error.message : inspect(error));
	return 2;
});

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
 * The database may go away under us: it is another process's, which ends when it likes. Then it is attached to, or started,
 * once more, and the file read from its beginning, for nothing is stored twice.
 */
async function carryOut(order: ImportOptions): Promise<{ report: Report; bad: BadLines }> {
	for (let left = tries; ; left--) {
		try {
			return await once(order);
		} catch (error) {
			if (!isDatabaseUnavailable(error)) throw error;
			if (left <= 1) throw new ImportError("The database went away: run the import again to finish it.");
			log("The database went away; going on from where it stood.");
		}
	}
}

async function once(order: ImportOptions): Promise<{ report: Report; bad: BadLines }> {
	// Loaded here, so that a setting that cannot be used is said like everything else that keeps us from running.
	const [{ attachDatabase }, { createAppState: makeNode }, { importFile }, { progressOn }] = await Promise.all([
		import("../process/open-database"),
		import("../process/create-app-state"),
		import("./run"),
		import("./progress"),
	]);
	const closeDatabase = await attachDatabase(log);
	// A node without people: what it does to servers and channels is told to the others as theirs to it.
	makeNode("");
	const bad = new BadLines();
	const progress = progressOn(process.stderr, order.file);
	try {
		const report = await importFile(order, {
			log,
			bad: (line) => bad.add(line),
			progress: progress.at,
		});
		return { report, bad };
	} finally {
		progress.end();
		await closeDatabase();
	}
}

function log(sentence: string): void {
	process.stderr.write(`${sentence}\n`);
}
