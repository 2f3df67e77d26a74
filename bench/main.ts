// npm run bench: measures the built app on this machine and prints the results next to the targets (bench/README.md).
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Bench } from "./bench";
import { BenchEnvironment } from "./environment";
import { ROLES } from "./load";
import { pin, serve } from "./load/worker";
import { automod } from "./measures/automod";
import { cluster } from "./measures/cluster";
import { communities } from "./measures/communities";
import { fanOut } from "./measures/fan-out";
import { hotChannel } from "./measures/hot-channel";
import { http } from "./measures/http";
import { idle } from "./measures/idle";
import { importing, longChannel } from "./measures/import";
import { joins } from "./measures/joins";
import { latency } from "./measures/latency";
import { memory, memoryAfterAll } from "./measures/memory";
import { moderation } from "./measures/moderation";
import { search } from "./measures/search";
import { slowReaders } from "./measures/slow-readers";
import { startUp } from "./measures/start-up";
import { type Figure, tableOf } from "./metrics";
import { type Options, optionsFrom, usage } from "./options";
import { type Report, writeReport } from "./report";

/** In this order: sections that need a fresh app come first. */
const SECTIONS: Record<string, (bench: Bench) => Promise<Figure[]>> = {
	idle,
	import: importing,
	memory,
	http: async (bench) => http(bench, await longChannel(bench)),
	latency,
	"fan-out": fanOut,
	"hot-channel": hotChannel,
	joins,
	"memory-after": memoryAfterAll,
	"slow-readers": slowReaders,
	"start-up": startUp,
	search,
	communities,
	moderation,
	automod,
	cluster,
};
/** A user may have twenty connections, and five thousand are needed. */
const mostPeople = 300;
/** Sections that need no more than the owner. */
const alone = new Set(["moderation"]);

const log = (text: string) => process.stdout.write(`${text}\n`);
const args = process.argv.slice(2);
const part = args[0] === "part" ? ROLES[args[1] as keyof typeof ROLES] : undefined;
if (part) serve(part);
else process.exitCode = await main();

async function main(): Promise<number> {
	let options: Options;
	try {
		options = optionsFrom(args, Object.keys(SECTIONS));
	} catch (error) {
		process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage}\n`);
		return 2;
	}
	const [load = 0] = loadavg();
	if (options.build) execFileSync(process.execPath, ["scripts/build.mjs", "--if-stale"], { stdio: "inherit" });
	const begun = performance.now();
	const figures = await measureAll(options);
	const report: Report = {
		measured: new Date().toISOString().slice(0, 10),
		machine: `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}`,
		cores: options.pin ? `server ${options.pin.app}, load ${options.pin.load}` : "shared by all",
		...{ rounds: options.rounds, load, seconds: Math.round((performance.now() - begun) / 1000), figures },
	};
	log(`\n${tableOf(figures)}\n`);
	log(`Medians of ${report.rounds} rounds on ${report.machine}; cores: ${report.cores}; ${report.seconds} s.`);
	if (load > cpus().length / 4)
		log(`The machine was busy before this began (load ${load.toFixed(1)}): quiet, it does better.`);
	if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, "\t")}\n`);
	if (options.write) writeReport("docs", report);
	return figures.some(({ met }) => met === false) ? 1 : 0;
}

async function measureAll(options: Options): Promise<Figure[]> {
	if (options.pin) pin(process.pid, options.pin.load);
	const folder = mkdtempSync(join(tmpdir(), "hearth-bench-"));
	const needsPeople = options.only.length === 0 || options.only.some((name) => !alone.has(name));
	const people = needsPeople ? mostPeople : 0;
	log(`Starting the app and signing ${people} users up.`);
	const stage = await BenchEnvironment.open(people, options.pin);
	const bench = new Bench(stage, options.rounds, options.pin, folder, log, options.messages, options.sockets);
	const stop = () => void stage.close().finally(() => process.exit(130));
	process.once("SIGINT", stop).once("SIGTERM", stop);
	try {
		const figures: Figure[] = [];
		for (const [name, measure] of Object.entries(SECTIONS)) {
			if (options.only.length > 0 && !options.only.includes(name)) continue;
			figures.push(...(await measure(bench)));
		}
		return figures;
	} finally {
		await bench.dismiss();
		await stage.close();
		rmSync(folder, { recursive: true, force: true });
	}
}
