import assert from "node:assert/strict";
import { after, before, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "redis";
import { Redis } from "@/bench/chaos/redis";
import { range, waitUntil } from "@/test/support/socket-client";
import { createAppState } from "../process/create-app-state";
import { log } from "../process/log";
import type { BusMessage } from "./bus-message";
import { RedisBus } from "./redis-bus";

let redis: Redis | null;
before(async () => {
	log.level = "silent";
	redis = await Redis.start();
});
after(() => redis?.stop());

type Received = { events: BusMessage[]; revs: number[]; backs: number };

/** A bus of an instance of its own, and the messages it receives. */
async function openBus(
	context: TestContext,
	secret = "the secret of one installation",
	timeoutMs?: number,
): Promise<[RedisBus, Received]> {
	createAppState(secret);
	const received: Received = { events: [], revs: [], backs: 0 };
	const client = {
		onEvent: (_: string, message: BusMessage) => received.events.push(message),
		onChanges: (_: number, changes: { rev: number }[]) => received.revs.push(...changes.map(({ rev }) => rev)),
		onReconnect: () => void received.backs++,
	};
	const opened = await RedisBus.open(redis?.url ?? "", client, timeoutMs);
	context.after(() => opened.close());
	await waitUntil("Redis is here", () => opened.isUp);
	return [opened, received];
}

/** A bus that waits for Redis for as long as a busy machine takes. */
const patient = async (context: TestContext) => (await openBus(context, undefined, 60_000))[0];

const typing: BusMessage = { kind: "event", to: "channel:5", event: "typing", payload: {}, narrowed: {} };
const change = (rev: number) => ({
	rev,
	kind: "message:deleted" as const,
	event: { rev, channelId: 5, seq: 1 },
});
const hasEvent = ({ events }: Received) => events.some(({ kind }) => kind === "event");

function needsRedis(name: string, act: (context: TestContext, redis: Redis) => Promise<void>): void {
	test(name, async (context) => {
		if (!redis) return context.skip("No redis-server is installed here.");
		await act(context, redis);
	});
}

needsRedis("another installation on the same Redis hears nothing and shares no allowance", async (context) => {
	const [here] = await openBus(context);
	const [, guest] = await openBus(context, "the secret of quite another one");
	const [, friend] = await openBus(context);
	here.send(typing);
	await waitUntil("the friend heard it", () => hasEvent(friend));
	assert.equal(hasEvent(guest), false);
});

needsRedis("what no node can have said is passed over", async (context, { url }) => {
	const [here, received] = await openBus(context);
	const [other] = await openBus(context);
	const client = createClient({ url });
	await client.connect();
	const topics = await client.pubSubChannels("hearth:*");
	for (const topic of topics) await client.publish(topic, "{no json");
	client.destroy();
	other.send(typing);
	await waitUntil("it still hears", () => hasEvent(received));
	assert.ok(here.isUp);
});

needsRedis("words reach the others and not oneself; changes those who follow the channel", async (context) => {
	const [one, own] = await openBus(context);
	const [other, received] = await openBus(context);
	other.subscribe(5);
	await sleep(50);
	one.send(typing);
	one.sendChanges(5, [change(1), change(2)]);
	one.sendChanges(6, [change(9)]);
	await waitUntil("the changes were heard", () => received.revs.length >= 2);
	other.unsubscribe(5);
	await sleep(50);
	one.sendChanges(5, [change(3)]);
	await sleep(100);
	assert.deepEqual(received.revs, [1, 2]);
	assert.ok(hasEvent(received));
	assert.equal(hasEvent(own), false);
});

needsRedis("an allowance is one for all nodes: the burst, then one by one; asking takes nothing", async (context) => {
	const [one, other] = [await patient(context), await patient(context)];
	const key = `messages:${Math.random()}`;
	const minute = 60_000;
	const asked = await Promise.all(range(1, 9).map(() => other.take(key, 5, minute, false)));
	assert.deepEqual(new Set(asked), new Set([0]));
	const taken = await Promise.all(range(1, 8).map((n) => (n % 2 ? one : other).take(key, 5, minute, true)));
	assert.equal(taken.filter((wait) => wait === 0).length, 5);
	for (const wait of taken.filter((wait) => wait !== 0)) assert.ok(wait !== null && wait > 0 && wait <= minute);
	const soon = `${key}:soon`;
	assert.equal(await one.take(soon, 1, 100, true), 0);
	await waitUntil("the next is free", async () => (await other.take(soon, 1, 100, true)) === 0);
});

needsRedis(
	"while Redis is stopped nobody waits for it, and what is followed meanwhile is heard afterwards",
	async (context, it) => {
		const [one] = await openBus(context);
		const [other, received] = await openBus(context);
		const thawed = it.freeze(1500);
		const first = await Promise.race([one.take("messages:stopped", 5, 200, true), thawed.then(() => "thawed")]);
		assert.equal(first, null, "answered while Redis was still stopped");
		for (let n = 0; n < 20_000; n++) one.send(typing);
		other.subscribe(5);
		await thawed;
		await waitUntil("changes are heard again", async () => {
			one.sendChanges(5, [change(1)]);
			await sleep(50);
			return received.revs.length > 0;
		});
	},
);

needsRedis(
	"a Redis that was killed and comes back is found again, with everything that is followed",
	async (context, it) => {
		const [one] = await openBus(context);
		const [other, received] = await openBus(context);
		other.subscribe(5);
		await it.stop();
		await waitUntil("its death is known", () => !one.isUp && !other.isUp);
		other.subscribe(6);
		assert.equal(await one.take("messages:killed", 5, 200, true), null);
		const backs = received.backs;
		await it.startAgain();
		await waitUntil("both are back", () => one.isUp && other.isUp && received.backs > backs);
		await waitUntil("both channels are heard", async () => {
			one.sendChanges(5, [change(5)]);
			one.sendChanges(6, [change(6)]);
			await sleep(50);
			return received.revs.includes(5) && received.revs.includes(6);
		});
	},
);
