import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { after, before, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Redis } from "@/bench/chaos/redis";
import { sql } from "@/db";
import { ApiClient } from "@/test/support/api-client";
import { assertBlocked, makeRule, rulesPath, send } from "@/test/support/automod";
import { casesOf } from "@/test/support/cases";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { waitUntil } from "@/test/support/socket-client";
import { openTestDatabase, type TestDatabase } from "@/test/support/test-database";
import { TestServer } from "@/test/support/test-server";
import { RedisBus } from "../cluster/redis-bus";
import { appState } from "../process/app-state";

let database: TestDatabase;
let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
before(async () => {
	database = await openTestDatabase();
	world = await TestServer.open({ database });
	({ ada, bob } = await world.createThree());
});
after(() => world.close());

/** A program beside this bundled test, or in the sources. */
const program = new URL(
	import.meta.url.endsWith(".ts") ? "../../test/support/second-instance.ts" : "second-instance.js",
	import.meta.url,
);

/** Starts another instance, and returns it with bob's client of it. */
async function startSecond(context: TestContext, redisUrl?: string) {
	const options = { ...database.options, connection: { application_name: "second" } };
	const child = fork(fileURLToPath(program), [JSON.stringify({ database: options, redisUrl })], {
		execArgv: process.execArgv.filter((flag) => !flag.startsWith("--test")),
	});
	context.after(() => void child.kill("SIGKILL"));
	const [url] = (await once(child, "message")) as [string];
	return { child, elsewhere: new ApiClient(url, bob.id, bob.username, bob.sessionId, bob.cookie) };
}

test("kill -9 between a message and the action of its rule: another instance acts, once", async (context) => {
	const { child, elsewhere } = await startSecond(context);
	const { serverId, channelId } = await ada.createServer("Killed");
	await ada.addMember(serverId, bob);
	await makeRule(ada, serverId, { actions: { flag: true } });
	const release = await holdTransaction((tx) => tx`lock table cases in share row exclusive mode`);
	await waitUntil("the other instance knows the rule", async () => {
		assert.equal((await send(elsewhere, channelId, "spam")).status, 201);
		return (await sql`select 1 from automod_matches where server_id = ${serverId}`).length > 0;
	});
	await waitsFor("cases");
	const ended = once(child, "exit");
	child.kill("SIGKILL");
	await ended;
	await release();
	await waitUntil("the transaction of the killed instance is gone", async () => {
		const left = await sql`select 1 from pg_stat_activity where application_name = 'second'`;
		return left.length === 0;
	});
	assert.equal((await casesOf(ada, serverId)).length, 0);
	await sql`update automod_matches set created_at = now() - interval '1 minute' where server_id = ${serverId}`;
	for (const _ of [1, 2]) await appState().matchQueue.sweep();
	const [found, ...others] = await casesOf(ada, serverId);
	assert.deepEqual([found?.subject.username, others], ["bob", []]);
	assert.equal((await sql`select 1 from automod_matches where server_id = ${serverId}`).length, 0);
});

test("messages through two instances are counted together, and each counts alone while Redis is away", async (context) => {
	const redis = await Redis.start();
	if (!redis) return context.skip("No redis-server is installed here.");
	context.after(() => redis.stop());
	const { elsewhere } = await startSecond(context, redis.url);
	const bus = await RedisBus.open(redis.url);
	appState().redisBus = bus;
	context.after(async () => {
		appState().redisBus = null;
		await bus.close();
	});
	await waitUntil("Redis is connected", () => bus.isUp);
	const { automodCounters } = appState();
	const addRemote = automodCounters.addRemote.bind(automodCounters);
	const received: string[] = [];
	automodCounters.addRemote = (counted) => {
		addRemote(counted);
		received.push(...counted.map(({ key }) => key));
	};
	const { serverId, channelId } = await ada.createServer("Counted");
	await ada.addMember(serverId, bob);
	const flood = (messages: number) => ({
		kind: "flood",
		settings: { messages, seconds: 600, lines: null, attachmentsOnly: false },
	});
	const first = await makeRule(ada, serverId, flood(100));
	// It connects to Redis some time after it answers.
	await waitUntil("the other instance shares", async () => {
		await send(elsewhere, channelId, "there");
		return received.length > 0;
	});
	await ada.delete(`${rulesPath(serverId)}/${first.id}`);
	const rule = await makeRule(ada, serverId, flood(4));
	const isOf = (key: string) => key.startsWith(`${rule.id}:`);
	await waitUntil("the other instance knows the rule", async () => {
		await send(elsewhere, channelId, "there");
		return received.some(isOf);
	});
	// One at least of the four was sent through the other instance.
	for (let n = 1; n <= 3; n++) await send(bob, channelId, `here ${n}`);
	assertBlocked(await send(bob, channelId, "too much"), rule);
	await redis.stop();
	await waitUntil("Redis is away", () => !bus.isUp);
	await ada.delete(`${rulesPath(serverId)}/${rule.id}`);
	const alone = await makeRule(ada, serverId, flood(1));
	assert.equal((await send(bob, channelId, "alone")).status, 201);
	assertBlocked(await send(bob, channelId, "alone again"), alone);
});
