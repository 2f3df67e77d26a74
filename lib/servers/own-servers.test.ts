import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ApiClient } from "@/test/support/api-client";
import { TestServer } from "@/test/support/test-server";
import { mine } from "./own-servers";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let cat: ApiClient;
let eve: ApiClient;
let shared: number;
let open: number;
let hidden: number;
let thread: number;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	cat = await world.createUser("cat");
	({ serverId: shared, channelId: open } = await ada.createServer("Shared"));
	const { serverId: other } = await bob.createServer("Other");
	await bob.join(shared);
	await cat.join(shared);
	await cat.join(other);
	hidden = await ada.createChannel(shared, "hidden", { private: true });
	assert.equal(
		(await ada.patch(`/api/channels/${await ada.createChannel(shared, "old")}`, { archived: true })).status,
		200,
	);
	await ada.sendMessage(open, "hello @bob");
	await ada.sendMessage(open, "hello again");
	const started = await bob.post(`/api/channels/${open}/messages/1/thread`);
	assert.equal(started.status, 201, started.text);
	thread = started.body.thread?.channelId ?? 0;
	await ada.sendMessage(thread, "a reply");
	assert.equal((await cat.put(`/api/channels/${open}/read`, { seq: 1 })).status, 204);
	assert.equal((await cat.put(`/api/channels/${open}/level`, { level: "nothing" })).status, 200);
});
after(() => world.close());

test("users whose servers are read together each get only their own, as if they were read alone", async () => {
	const all = [ada, bob, cat, eve];
	const alone = [];
	for (const { id } of all) alone.push(await mine({ id }));
	const together = await Promise.all([...all, ...all].map(({ id }) => mine({ id })));
	assert.deepEqual(together, [...alone, ...alone]);

	const channel = (person: ApiClient, id: number) =>
		together[all.indexOf(person)]?.servers.flatMap(({ channels }) => channels).find((each) => each.id === id);
	assert.deepEqual(together.at(all.indexOf(eve))?.servers, []);
	assert.deepEqual(
		[ada, bob, cat].map((person) => channel(person, hidden) !== undefined),
		[true, false, false],
	);
	assert.deepEqual(
		[ada, bob, cat].map((person) => channel(person, open)?.lastReadSeq),
		[2, 0, 1],
	);
	assert.deepEqual(
		[ada, bob, cat].map((person) => channel(person, open)?.mentionCount),
		[0, 1, 0],
	);
	assert.deepEqual(
		[ada, bob, cat].map((person) => channel(person, open)?.level),
		[null, null, "nothing"],
	);
	assert.deepEqual(
		[ada, bob, cat].map((person) => channel(person, open)?.permissions.includes("manage_channels")),
		[true, false, false],
	);
	const followers = all.filter((_, n) =>
		together[n]?.servers.some(({ threads }) => threads.some(({ channelId }) => channelId === thread)),
	);
	assert.deepEqual(followers, [ada, bob]);
});
