// npm run bench: measures the built app on this machine and prints it beside what was promised (bench/README.md).
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { conversation } from "./conversation";
import { type Figure, tableOf } from "./figures";
import { bare } from "./load/bare";
import { crowd } from "./load/crowd";
import { readers } from "./load/readers";
import { speakers } from "./load/speakers";
import { serve, Worker } from "./load/worker";
import { fanOut } from "./measures/fan-out";
import { history } from "./measures/history";
import { hotChannel } from "./measures/hot-channel";
import { importing, longChannel } from "./measures/import";
import { latency } from "./measures/latency";
import { memory, memoryAfterAll } from "./measures/memory";
import { startUp } from "./measures/start-up";
import { type Options, optionsFrom, usage } from "./options";
import { Stage } from "./stage";

const PARTS = { bare, crowd, readers, speakers };
const people = 200;

const say = (text: string) => process.stdout.write(`${text}\n`);
const args = process.argv.slice(2);
const part = args[0] === "part" ? PARTS[args[1] as keyof typeof PARTS] : undefined;
if (part) serve(part);
else process.exitCode = await main();

async function main(): Promise<number> {
	let options: Options;
	try {
		options = optionsFrom(args);
	} catch (error) {
		process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage}\n`);
		return 2;
	}
	const [load = 0] = loadavg();
	if (options.build) execFileSync(process.execPath, ["scripts/build.mjs", "--if-stale"], { stdio: "inherit" });
	const begun = performance.now();
	const figures = await measureAll(options);
	const seconds = Math.round((performance.now() - begun) / 1000);
	const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}`;
	say(
		`\n${tableOf(figures)}\n\nMedians of ${options.rounds} rounds on ${machine}, all on this machine at once, in ${seconds} s.`,
	);
	if (load > cpus().length / 4)
		say(`The machine was busy before this began (load ${load.toFixed(1)}): quiet, it does better.`);
	if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine, load, seconds, figures }, null, "\t")}\n`);
	return figures.some(({ met }) => met === false) ? 1 : 0;
}

async function measureAll(options: Options): Promise<Figure[]> {
	const { rounds, pin } = options;
	const folder = mkdtempSync(join(tmpdir(), "hearth-bench-"));
	const listeners = Worker.start<typeof crowd>("crowd", pin?.load);
	const senders = Worker.start<typeof speakers>("speakers", pin?.load);
	const askers = Worker.start<typeof readers>("readers", pin?.load);
	const figures: Figure[] = [];
	const note = (figure: Figure) => {
		figures.push(figure);
		say(`${figure.name}: ${figure.measured}`);
	};
	say(`Starting the app and signing ${people} people up.`);
	const stage = await Stage.open(people, options);
	const stop = () => void stage.close().finally(() => process.exit(130));
	process.once("SIGINT", stop).once("SIGTERM", stop);
	try {
		const brought = conversation(folder);
		if (!brought.isReal) say("The real conversation is not on this machine; one of the same size was made up.");
		note(await importing(stage, brought));
		note(await history(stage, await longChannel(stage, brought, folder), askers, rounds));
		note(await latency(stage, listeners, rounds));

		const channelId = await stage.channel("crowd");
		await listeners.ask("connect", { url: stage.url, cookies: stage.cookies(people), channelId });
		note(await memory(stage, people));
		note(await fanOut(stage, channelId, listeners, senders, rounds, pin));
		await listeners.ask("disconnect", {});
		note(await hotChannel(stage, senders, rounds));
		note(memoryAfterAll(stage));
		note(await startUp(stage, rounds));
		return figures;
	} finally {
		await Promise.all([listeners, senders, askers].map((worker) => worker.stop()));
		await stage.close();
		rmSync(folder, { recursive: true, force: true });
	}
}
