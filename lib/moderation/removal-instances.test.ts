import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Redis } from "@/bench/chaos/redis";
import { sql } from "@/db";
import { ApiClient } from "@/test/support/api-client";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { dumpMessages } from "@/test/support/message-dump";
import { range, waitUntil } from "@/test/support/socket-client";
import { openTestDatabase, type TestDatabase } from "@/test/support/test-database";
import { TestServer } from "@/test/support/test-server";
import { RedisBus } from "../cluster/redis-bus";
import { appState } from "../process/app-state";

const fire = encodeURIComponent("🔥");
let database: TestDatabase;
let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let serverId: number;
let channels: number[];

before(async () => {
	database = await openTestDatabase();
	world = await TestServer.open({ database });
	({ ada, bob } = await world.createThree());
	const place = await ada.createServer("Killed");
	serverId = place.serverId;
	await bob.join(serverId);
	channels = [place.channelId, ...(await Promise.all(range(1, 3).map((n) => ada.createChannel(serverId, `c-${n}`))))];
	for (const channelId of channels) {
		for (const n of range(1, 5)) await bob.sendMessage(channelId, `@ada message ${n}`);
		const path = `/api/channels/${channelId}/messages/3`;
		await bob.patch(path, { content: "@ada changed" });
		for (const act of [`${path}/reactions/${fire}`, `${path}/saved`, `${path}/pin`])
			assert.equal((await ada.put(act)).status, 204);
	}
});
after(() => world.close());

/** A program beside this bundled test, or in the sources. */
const program = new URL(
	import.meta.url.endsWith(".ts") ? "../../test/support/second-instance.ts" : "second-instance.js",
	import.meta.url,
);

/** Starts another instance in a process of its own, and returns it with ada as its client. */
async function startInstance(redisUrl?: string): Promise<{ process: ChildProcess; ada: ApiClient }> {
	const options = { ...database.options, connection: { application_name: "second" } };
	const child = fork(fileURLToPath(program), [JSON.stringify({ database: options, redisUrl })], {
		execArgv: process.execArgv.filter((flag) => !flag.startsWith("--test")),
	});
	const [url] = (await once(child, "message")) as [string];
	return { process: child, ada: new ApiClient(url, ada.id, ada.username, ada.sessionId, ada.cookie) };
}

const actions = () => `/api/servers/${serverId}/moderation-actions`;
const wanted = { subject: "bob", sanction: { kind: "ban" }, purgeHours: 24 };
const purge = (by: ApiClient) => by.post(actions(), wanted);
const undo = (by: ApiClient, id: number) => by.delete(`${actions()}/${id}`);
const state = async () => ({
	messages: await dumpMessages(serverId),
	revs: await sql`select id, last_rev from channels where server_id = ${serverId} order by id`,
	kept: await sql`select count(*)::int as n from removed_messages`,
	audit: await sql`select count(*)::int as n from audit_log where server_id = ${serverId}`,
	members: await sql`select count(*)::int as n from memberships where server_id = ${serverId}`,
	undone: await sql`select id, undone_at from moderation_actions where server_id = ${serverId} order by id`,
});

/** The places at which an action is stopped, each as a lock that another transaction holds. */
const moments: [name: string, held: string, waiting: string][] = [
	["before its channels are locked", "select 1 from channels where id = $1 for no key update", "for no key update"],
	["in the middle of its messages", "lock table saved in exclusive mode", "_messages("],
	["after its messages", "lock table bans in exclusive mode", "bans"],
];
const hold = (held: string) => holdTransaction((tx) => tx.unsafe(held, held.includes("$1") ? [channels[2] ?? 0] : []));

/** Kills an instance at such a moment of what it does, and waits until the database has noticed. */
async function killAt(
	[, held, waiting]: (typeof moments)[number],
	act: (by: ApiClient) => Promise<unknown>,
): Promise<void> {
	const instance = await startInstance();
	const release = await hold(held);
	const acting = act(instance.ada).catch(() => {});
	await waitsFor(waiting);
	instance.process.kill("SIGKILL");
	await acting;
	await release();
	await waitUntil("the connections of the killed instance are gone", async () => {
		const [left] = await sql<{ n: number }[]>`
			select count(*)::int as n from pg_stat_activity where application_name = 'second' and datname = current_database()`;
		return left?.n === 0;
	});
}

for (const moment of moments)
	test(`kill -9 ${moment[0]} leaves a purge undone and an undo not begun`, async () => {
		const before = await state();
		await killAt(moment, purge);
		assert.deepEqual(await state(), before);
		const { body, status, text } = await purge(ada);
		assert.equal(status, 201, text);
		assert.equal(body.action?.removed, 20);
		const removed = await state();
		await killAt(moment, (by) => undo(by, body.action?.id ?? 0));
		assert.deepEqual(await state(), removed);
		assert.equal((await undo(ada, body.action?.id ?? 0)).status, 204);
		await bob.join(serverId);
		assert.deepEqual((await state()).messages, before.messages);
	});

for (const withRedis of [false, true])
	test(`clients of another instance receive a purge and its undo ${withRedis ? "through Redis" : "from the log"}`, async (context) => {
		const redis = withRedis ? await Redis.start() : null;
		if (withRedis && !redis) return context.skip("No redis-server is installed here.");
		if (redis) appState().redisBus = await RedisBus.open(redis.url);
		const instance = await startInstance(redis?.url);
		const [first = 0, second = 0] = channels;
		const hidden = await ada.createChannel(serverId, `hidden-${withRedis}`, { private: true });
		await ada.sendMessage(hidden, "Hidden");
		const here = await ada.openSocket(first, second, hidden);
		const subject = await bob.openSocket(first);
		const mentioned = async () => (await ada.channelState(first)).mentionCount;
		const count = await mentioned();
		const { body } = await purge(instance.ada);
		assert.equal(body.action?.removed, 20);
		for (const channelId of [first, second]) {
			const { seqs, actionId } = await here.waitFor("messages:purged", (event) => event.channelId === channelId);
			assert.deepEqual([seqs, actionId], [[[1, 5]], body.action?.id]);
		}
		await subject.waitFor("membership", ({ reason }) => reason === "banned");
		subject.forget();
		assert.equal(await mentioned(), 0);
		assert.equal((await undo(instance.ada, body.action?.id ?? 0)).status, 204);
		const { messages } = await here.waitFor("messages:restored", (event) => event.channelId === first);
		assert.equal(messages.length, 5);
		assert.equal(await mentioned(), count);
		assert.deepEqual(
			here.revs(first),
			[...here.revs(first)].sort((a, b) => a - b),
		);
		assert.ok(subject.received.every(({ event }) => !event.startsWith("messages")));
		await bob.join(serverId);
		for (const client of [here, subject]) client.close();
		instance.process.kill("SIGKILL");
		await appState().redisBus?.close();
		appState().redisBus = null;
		await redis?.stop();
	});
