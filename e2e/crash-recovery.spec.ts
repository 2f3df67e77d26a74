import { expect, test } from "@playwright/test";
import type { Message } from "@/lib/realtime/protocol";
import { ApiClient, sendUntilAcknowledged } from "./api-client";
import { App } from "./app";
import { findings } from "./run-tool";

test.describe.configure({ timeout: 120_000 });

let app: App;
test.beforeAll(async () => {
	app = await App.start();
});
test.afterAll(() => app.stop());

/** Compares the acknowledged messages with the channel's history. */
async function check(reader: ApiClient, channelId: number, acknowledged: Message[]): Promise<void> {
	const log = await reader.history(channelId);
	expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
	expect(new Set(log.map(({ nonce }) => nonce)).size).toBe(log.length);
	const bySeq = new Map(log.map((message) => [message.seq, message]));
	const lost = acknowledged.filter((message) => bySeq.get(message.seq)?.nonce !== message.nonce);
	expect(lost).toEqual([]);
}

async function burst(
	wires: ApiClient[],
	channelId: number,
	acknowledged: Message[],
	running: () => boolean,
): Promise<void> {
	await Promise.all(
		wires.map(async (wire, person) => {
			const socket = await wire.connect();
			for (let n = 0; running(); n++)
				acknowledged.push(await sendUntilAcknowledged(socket, channelId, `${person}: ${n}`));
			socket.close();
		}),
	);
}

async function crowd(): Promise<{ wires: ApiClient[]; owner: ApiClient; channelId: number }> {
	const owner = await ApiClient.signUp(app.url, "ada");
	const { serverId, channelId } = await owner.makeServer("Survivors");
	const others = await Promise.all(["bob", "cleo", "dan", "eli"].map((name) => ApiClient.signUp(app.url, name)));
	for (const other of others) await other.join(serverId);
	return { wires: [owner, ...others], owner, channelId };
}

/** Resolves when more messages are acknowledged: the users are sending, or can send again. */
async function untilMore(acknowledged: Message[]): Promise<void> {
	const before = acknowledged.length;
	await expect.poll(() => acknowledged.length, { timeout: 30_000, intervals: [20] }).toBeGreaterThan(before + 20);
}

// The stories of chaos kill each of them several times, while forty users write.
test("kill -9 of the app and then of its database during a burst of sends loses no acknowledged message", async () => {
	const { wires, owner, channelId } = await crowd();
	const acknowledged: Message[] = [];
	let running = true;
	const sending = burst(wires, channelId, acknowledged, () => running);
	await untilMore(acknowledged);
	await app.kill("SIGKILL");
	await app.startAgain();
	await untilMore(acknowledged);
	process.kill(app.postmaster, "SIGKILL");
	await untilMore(acknowledged);
	running = false;
	await sending;
	expect(acknowledged.length).toBeGreaterThan(50);
	await check(owner, channelId, acknowledged);
	expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
	expect(await findings(app)).toEqual([]);
});

test("SIGTERM notifies the sockets, completes requests in progress and exits with 0", async () => {
	const { wires, owner, channelId } = await crowd();
	const acknowledged: Message[] = [];
	const socket = await owner.connect();
	const event = new Promise<{ retryInMs: number }>((resolve) => socket.once("draining", resolve));
	let running = true;
	const sending = burst(wires, channelId, acknowledged, () => running);
	await untilMore(acknowledged);
	expect(await app.kill("SIGTERM")).toBe(0);
	expect((await event).retryInMs).toBeGreaterThan(0);
	await app.startAgain();
	running = false;
	await sending;
	socket.close();
	await check(owner, channelId, acknowledged);
});
