// npm run bench:restart: how soon the app is ready again, and how soon everybody who had it open is back (bench/README.md).
import { execFile, execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { Wire } from "@/e2e/wire";
import type { Message } from "@/lib/realtime/contract";
import { conversation } from "../conversation";
import { median } from "../statistics";
import { Client } from "./client";
import { NpmStart } from "./npm-start";
import { busy } from "./spinners";

const { values } = parseArgs({
	options: {
		rounds: { type: "string", default: "5" },
		clients: { type: "string", default: "100" },
		busy: { type: "string", default: "8" },
		"no-build": { type: "boolean", default: false },
	},
});
const [rounds, clients, spinners] = [Number(values.rounds), Number(values.clients), Number(values.busy)];
const said = 20;
const atOnce = 8;
const patienceMs = 120_000;
const say = (text: string) => process.stdout.write(`${text}\n`);
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

if (!values["no-build"]) execFileSync(process.execPath, ["scripts/build.mjs", "--if-stale"], { stdio: "inherit" });
const app = await NpmStart.on({ RATE_LIMITS: "off", HOST: "127.0.0.1", LOG_LEVEL: "error" });
process.once("SIGINT", () => void app.stop().finally(() => process.exit(130)));
try {
	await app.start();
	const owner = await Wire.signUp(app.url, "owner");
	const { file } = conversation(app.folder);
	await promisify(execFile)(
		process.execPath,
		["scripts/run.mjs", "lib/import/command.ts", resolve(file), "--server", "Archive", "--owner", "owner"],
		{ env: { ...process.env, HEARTH_DATA_DIR: app.dataDir, DATABASE_URL: "" } },
	);
	await starts();
	const { serverId, channelId } = await owner.makeServer("Restart");
	const people: Client[] = [];
	while (people.length < clients) {
		const some = Array.from({ length: Math.min(atOnce, clients - people.length) }, (_, n) => people.length + n);
		people.push(...(await Promise.all(some.map((n) => arrive(app.url, `c${n}_bench`, serverId, channelId)))));
	}
	await returns("quiet", owner, channelId, people);
	const release = busy(spinners);
	try {
		await returns(`${spinners} busy processes`, owner, channelId, people);
	} finally {
		release();
	}
	for (const person of people) person.close();
} finally {
	await app.stop();
}

async function arrive(url: string, name: string, serverId: number, channelId: number): Promise<Client> {
	const wire = await Wire.signUp(url, name);
	await wire.join(serverId);
	return Client.open(wire, channelId);
}

async function starts(): Promise<void> {
	for (const [name, signal, target] of [
		["npm start until ready", "SIGTERM", 2000],
		["kill -9 until ready", "SIGKILL", 2500],
	] as const) {
		const times: number[] = [];
		for (let round = 0; round < rounds; round++) {
			if (signal === "SIGTERM") await app.end(signal);
			const begun = performance.now();
			if (signal === "SIGKILL") await app.end(signal);
			await app.start();
			times.push(performance.now() - begun);
		}
		report(`${name}: ${times.map(seconds).join(", ")}; median ${seconds(median(times))}`, median(times) <= target);
	}
}

/** The node is killed under everybody, and while it is away the owner's next words wait for it. */
async function returns(when: string, owner: Wire, channelId: number, people: Client[]): Promise<void> {
	const begun = performance.now();
	await app.end("SIGKILL");
	await app.start();
	const ready = performance.now();
	let lastSeq = 0;
	for (let n = 0; n < said; n++) {
		const words = { nonce: randomUUID(), content: `after ${when} ${n}` };
		const { message } = await owner.call<{ message: Message }>("POST", `/api/channels/${channelId}/messages`, words);
		lastSeq = message.seq;
	}
	const times = await Promise.all(people.map((person) => person.converged(lastSeq, patienceMs)));
	const back = times.map((at) => at - ready).sort((a, b) => a - b);
	const at = (share: number) => seconds(back[Math.ceil(back.length * share) - 1] ?? 0);
	report(
		`${people.length} clients back and converged, ${when}: ready after ${seconds(ready - begun)}, then half ${at(0.5)}, 95 % ${at(0.95)}, all ${at(1)}`,
		(back.at(-1) ?? Number.POSITIVE_INFINITY) <= 5000,
	);
}

function report(sentence: string, met: boolean): void {
	say(`${met ? "met   " : "MISSED"} ${sentence}`);
	if (!met) process.exitCode = 1;
}
