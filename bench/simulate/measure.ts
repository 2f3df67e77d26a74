import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Socket } from "socket.io-client";
import { ApiClient } from "@/e2e/api-client";
import { Cluster } from "@/e2e/cluster";
import { cpuMs, cpuMsWithChildren } from "../cpu-time";
import { percentile } from "../statistics";
import type { Constants } from "./constants";

const messages = 2000;
const listeners = 100;
const resters = 500;
const senders = 64;

type Cost = { a: number; b: number; database: number; redis: number; ms: number };

/**
 * Measures the CPU time that each operation costs each process, with two instances, a PostgreSQL and a Redis. CPU time
 * hardly depends on other work of the machine. Returns null if redis-server is not installed.
 */
export async function measure(log: (line: string) => void): Promise<Constants | null> {
	const cluster = await Cluster.start();
	if (!cluster) return null;
	try {
		const { a, b, redis, sql } = cluster;
		const [{ data_directory: folder } = { data_directory: "" }] = await sql<
			{ data_directory: string }[]
		>`show data_directory`;
		const postmaster = Number(readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n")[0]);
		const spent = (): Cost => ({
			a: cpuMs(a.pid),
			b: cpuMs(b.pid),
			database: cpuMsWithChildren(postmaster),
			redis: cpuMs(redis.pid),
			ms: performance.now(),
		});
		const cost = async (what: string, act: () => Promise<unknown>): Promise<Cost> => {
			const before = spent();
			await act();
			const after = spent();
			const used = { ...after };
			for (const key of Object.keys(used) as (keyof Cost)[]) used[key] = after[key] - before[key];
			log(
				`${what}: first instance ${used.a} ms, second instance ${used.b} ms, PostgreSQL ${used.database} ms, Redis ${used.redis} ms in ${Math.round(used.ms)} ms`,
			);
			return used;
		};

		const ada = await ApiClient.signUp(a.url, "ada");
		const { channelId } = await ada.makeServer("Measured");
		const [sender, quiet] = [await ada.connect(), (await ada.makeServer("Quiet")).channelId];
		const waits: number[] = [];
		const sendMessages = async (count: number, at = Date.now()) => {
			for (let n = 0; n < count; n++) {
				const begun = performance.now();
				const { ok } = await sender
					.timeout(10_000)
					.emitWithAck("message:send", { channelId, nonce: randomUUID(), content: `${at} ${n}: ${"x".repeat(80)}` });
				if (!ok) throw new Error("A message was refused.");
				waits.push(performance.now() - begun);
			}
		};
		await sendMessages(300);
		const idle = await cost("nothing for 10 s", () => sleep(10_000));
		const alone = await cost(`${messages} messages to nobody`, () => sendMessages(messages));

		const there = await open([await ada.by(b).connect()], channelId);
		const received = await cost(`${messages} messages to one user on the other instance`, () => sendMessages(messages));
		for (const socket of there) socket.close();

		const receivers = await Promise.all(Array.from({ length: listeners }, () => ada.connect()));
		await open(receivers, channelId);
		const fanned = await cost(`${messages} messages to ${listeners} users on the same instance`, () =>
			sendMessages(messages),
		);
		const more = await Promise.all(Array.from({ length: listeners }, () => ada.connect()));
		const opened = await cost(`${listeners * 10} openings`, async () => {
			for (let n = 0; n < 10; n++) await open(more, quiet);
		});
		for (const socket of [...receivers, ...more]) socket.close();

		const rest: Open[] = [];
		while (rest.length < resters) rest.push(...(await Promise.all(Array.from({ length: 50 }, () => ada.connect()))));
		await sleep(2000);
		const resting = await cost(`${resters} sockets for 15 s`, () => sleep(15_000));
		for (const socket of rest) socket.close();

		const crowded = await Promise.all(Array.from({ length: senders }, () => ada.connect()));
		const batched = await cost(`${senders * 100} messages from ${senders} at once`, () =>
			Promise.all(
				crowded.map(async (socket) => {
					for (let n = 0; n < 100; n++)
						await socket
							.timeout(20_000)
							.emitWithAck("message:send", { channelId, nonce: randomUUID(), content: `x${"x".repeat(90)}` });
				}),
			),
		);
		const typed = await cost(`${senders * 100} typing events from ${senders} at once`, () =>
			Promise.all(
				crowded.map(async (socket) => {
					for (let n = 0; n < 100; n++) await socket.timeout(20_000).emitWithAck("typing", { channelId });
				}),
			),
		);
		for (const socket of crowded) socket.close();
		const pages = await cost("1000 newest pages", async () => {
			for (let n = 0; n < 1000; n++) await ada.call("GET", `/api/channels/${channelId}/messages`);
		});

		return {
			measured: `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`,
			microseconds: perAction({ idle, alone, received, fanned, opened, resting, batched, typed, pages }),
			commitMs: Math.round(percentile(waits, 0.1) * 100) / 100,
		};
	} finally {
		await cluster.stop();
	}
}

type Costs = Record<
	"idle" | "alone" | "received" | "fanned" | "opened" | "resting" | "batched" | "typed" | "pages",
	Cost
>;

/** The cost of one action of each kind in microseconds, less the cost of the idle processes in the same time. */
function perAction(costs: Costs): Constants["microseconds"] {
	const { idle, alone, received, fanned, opened, resting, batched, typed, pages } = costs;
	const net = (used: Cost, key: "a" | "b" | "database" | "redis") =>
		Math.max(0, used[key] - (idle[key] * used.ms) / idle.ms);
	const one = 1000 / messages;
	const rounded = (value: number) => Math.round(value * 10) / 10;
	return {
		instancePerMessage: rounded(net(alone, "a") * one),
		instancePerMessageInBatch: rounded((net(batched, "a") * 1000) / (senders * 100)),
		instancePerFrame: rounded(Math.max(0, (net(fanned, "a") - net(alone, "a")) * one) / listeners),
		instancePerRemoteChange: rounded(net(received, "b") * one),
		instancePerIdleSocketSecond: rounded((net(resting, "a") * 1000) / (resters * 15)),
		instancePerOpening: rounded(net(opened, "a")),
		instancePerPage: rounded(net(pages, "a")),
		databasePerCommit: rounded(net(alone, "database") * one),
		databasePerMessageInBatch: rounded((net(batched, "database") * 1000) / (senders * 100)),
		databasePerOpening: rounded(net(opened, "database")),
		databasePerPage: rounded(net(pages, "database")),
		redisPerPublish: rounded(net(alone, "redis") * one),
		instancePerRemoteEvent: rounded((net(typed, "b") * 1000) / (senders * 100)),
		redisPerEvent: rounded((net(typed, "redis") * 1000) / (senders * 100)),
	};
}

type Open = Awaited<ReturnType<ApiClient["connect"]>>;

async function open(sockets: Open[], channelId: number): Promise<Open[]> {
	await Promise.all(
		(sockets as Socket[]).map((socket) => socket.timeout(10_000).emitWithAck("channel:open", { channelId, limit: 50 })),
	);
	return sockets;
}
