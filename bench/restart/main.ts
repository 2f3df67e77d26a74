// npm run bench:restart: measures how soon the app is ready again, and how soon all its users are back
// (bench/README.md).
import { execFile, execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { ApiClient } from "@/e2e/api-client";
import { sampleData } from "../sample-data";
import { median, spread } from "../statistics";
import { allConverged, Client } from "./client";
import { NpmStart } from "./npm-start";
import { busy } from "./spinners";

const sections = ["start", "kill", "return", "return-busy"] as const;
const { values } = parseArgs({
	options: {
		only: { type: "string", default: sections.join() },
		rounds: { type: "string", default: "5" },
		clients: { type: "string", default: "100" },
		messages: { type: "string", default: "20" },
		busy: { type: "string", default: "8" },
		app: { type: "string", default: "." },
		"no-build": { type: "boolean", default: false },
	},
});
const [rounds, clients, missed, spinners] = [values.rounds, values.clients, values.messages, values.busy].map(
	Number,
) as [number, number, number, number];
const wanted = new Set(values.only.split(","));
const folder = resolve(values.app);
const atOnce = 8;
const patienceMs = 60_000;
const target = { start: 2000, kill: 2500, return: 5000 };
const log = (text: string) => process.stdout.write(`${text}\n`);
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

const unknown = [...wanted].filter((name) => !(sections as readonly string[]).includes(name));
if (unknown.length) throw new Error(`There is no section ${unknown.join(", ")}: ${sections.join(", ")}.`);
if (!values["no-build"])
	execFileSync(process.execPath, ["scripts/build.mjs", "--if-stale"], { stdio: "inherit", cwd: folder });
const app = await NpmStart.on(folder, { RATE_LIMITS: "off", HOST: "127.0.0.1", LOG_LEVEL: "error" });
process.once("SIGINT", () => void app.stop().finally(() => process.exit(130)));
try {
	await app.start();
	const owner = await ApiClient.signUp(app.url, "owner");
	await importConversation();
	if (wanted.has("start")) await starts("start", "npm start until ready", "SIGTERM");
	if (wanted.has("kill")) await starts("kill", "kill -9 until ready", "SIGKILL");
	if (wanted.has("return") || wanted.has("return-busy")) await everybodyReturns(owner);
} finally {
	await app.stop();
}

async function importConversation(): Promise<void> {
	const { file } = sampleData(app.folder);
	await promisify(execFile)(
		process.execPath,
		["scripts/run.mjs", "lib/import/cli.ts", resolve(file), "--server", "Archive", "--owner", "owner"],
		{ cwd: folder, env: { ...process.env, HEARTH_DATA_DIR: app.dataDir, DATABASE_URL: "" } },
	);
}

async function starts(section: "start" | "kill", name: string, signal: NodeJS.Signals): Promise<void> {
	const times: number[] = [];
	for (let round = 0; round < rounds; round++) {
		if (section === "start") await app.end(signal);
		const begun = performance.now();
		if (section === "kill") await app.end(signal);
		await app.start();
		times.push(performance.now() - begun);
	}
	const figure = median(times);
	report(`${name}: ${times.map(seconds).join(", ")}; median ${seconds(figure)}`, figure <= target[section]);
}

async function everybodyReturns(owner: ApiClient): Promise<void> {
	const { serverId, channelId } = await owner.makeServer("Restart");
	for (let n = 0; n < missed; n++) await owner.sends(channelId, `before ${n}`);
	const begun = performance.now();
	const people: Client[] = [];
	while (people.length < clients) {
		const some = Array.from({ length: Math.min(atOnce, clients - people.length) }, (_, n) => people.length + n);
		people.push(...(await Promise.all(some.map((n) => arrive(`c${n}_bench`, serverId, channelId)))));
	}
	log(`       ${clients} clients came in ${seconds(performance.now() - begun)}`);
	try {
		if (wanted.has("return")) await returns("return", owner, channelId, people);
		if (!wanted.has("return-busy")) return;
		const release = busy(spinners);
		try {
			await returns(`return beside ${spinners} busy processes`, owner, channelId, people);
		} finally {
			release();
		}
	} finally {
		for (const person of people) person.close();
	}
}

async function arrive(name: string, serverId: number, channelId: number): Promise<Client> {
	const wire = await ApiClient.signUp(app.url, name);
	await wire.join(serverId);
	return Client.open(wire, channelId);
}

/**
 * Kills the instance while all users are connected; the owner's message after its return must reach all of them, once
 * and in order.
 */
async function returns(when: string, owner: ApiClient, channelId: number, people: Client[]): Promise<void> {
	const figures: number[] = [];
	for (let round = 0; round < rounds; round++) {
		for (const person of people) person.forgetTimes();
		const begun = performance.now();
		await app.end("SIGKILL");
		await app.start();
		const ready = performance.now();
		const sent = await Promise.all(Array.from({ length: missed }, (_, n) => owner.sends(channelId, `${when} ${n}`)));
		const lastSeq = Math.max(...sent.map(({ message }) => message.seq));
		const message = performance.now();
		const times = await allConverged(people, lastSeq, patienceMs);
		const wrong = people.flatMap((person) => person.faults(lastSeq));
		const back = spread(times.map((at) => at - ready));
		const connected = spread(people.map((person) => person.connectedAt - ready));
		log(
			`       ready after ${seconds(ready - begun)}; messages sent after ${seconds(message - ready)}; connected: half ${seconds(connected.p50)}, all ${seconds(connected.most)}; ` +
				`converged: half ${seconds(back.p50)}, 95 % ${seconds(back.p95)}, all ${seconds(back.most)}`,
		);
		for (const fault of wrong.slice(0, 5)) log(`       ${fault}`);
		figures.push(wrong.length ? Number.POSITIVE_INFINITY : back.most);
	}
	const figure = median(figures);
	report(
		`${when}: all ${people.length} back and converged after ready: ${figures.map(seconds).join(", ")}; median ${seconds(figure)}`,
		figure <= target.return && figures.every(Number.isFinite),
	);
}

function report(sentence: string, met: boolean): void {
	log(`${met ? "met   " : "MISSED"} ${sentence}`);
	if (!met) process.exitCode = 1;
}
