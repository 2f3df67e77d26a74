import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let carol: ApiClient;
let serverId: number;
let channelId: number;

before(async () => {
	world = await TestServer.open();
	[ada, bob, carol] = (await world.createUsers("ada", "bob", "carol")) as [ApiClient, ApiClient, ApiClient];
	({ serverId, channelId } = await ada.createServer("Contour"));
	for (const person of [bob, carol]) await person.join(serverId);
});
after(() => world.close());

const count = async (person: ApiClient, channel = channelId) => (await person.channelState(channel)).mentionCount;
const readAll = async () => {
	for (const person of [ada, bob, carol])
		await person.put(`/api/channels/${channelId}/read`, { seq: (await person.channelState(channelId)).lastSeq });
};

test("everyone mentions nobody in code, as part of a word, and in a channel too large for the author's permission", async () => {
	await bob.sendMessage(channelId, "`@everyone` and a@everyone and @everyoneelse");
	assert.equal(await count(carol), 0);
	await sql`update servers set member_count = 101 where id = ${serverId}`;
	await bob.sendMessage(channelId, "hear me @everyone");
	assert.deepEqual([await count(ada), await count(carol)], [0, 0]);
	await ada.sendMessage(channelId, "the owner says @everyone");
	assert.deepEqual([await count(ada), await count(bob), await count(carol)], [0, 1, 1]);
	await sql`update servers set member_count = 3 where id = ${serverId}`;
	await readAll();
});

test("any member may mention a hundred users, also by an edit, and no more", async () => {
	for (const [members, mentioned] of [
		[100, 1],
		[101, 0],
	] as const) {
		await sql`update servers set member_count = ${members} where id = ${serverId}`;
		await bob.sendMessage(channelId, "hear me @everyone");
		assert.deepEqual([await count(ada), await count(carol)], [mentioned, mentioned], `${members} members`);
		await readAll();
		const { seq } = await bob.sendMessage(channelId, "quiet");
		await bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content: "loud @everyone" });
		assert.deepEqual([await count(ada), await count(carol)], [mentioned, mentioned], `${members} members, by an edit`);
		await readAll();
	}
	await sql`update servers set member_count = 3 where id = ${serverId}`;
});

test("everyone mentions all but the author, once each, however often they are named", async () => {
	await bob.sendMessage(channelId, "@everyone and @carol and @here");
	assert.deepEqual([await count(ada), await count(bob), await count(carol)], [1, 0, 1]);
	await readAll();
});

test("here mentions the users who are online and show it", async () => {
	const client = await carol.connect();
	await waitUntil("carol is here", async () => {
		await bob.sendMessage(channelId, "@here");
		return (await count(carol)) > 0;
	});
	assert.equal(await count(ada), 0);
	await readAll();
	await client.ask("presence:set", { status: "invisible" });
	await bob.sendMessage(channelId, "@here once more");
	assert.equal(await count(carol), 0);
	client.close();
	await readAll();
});

test("in a private channel everyone means the users who may see it", async () => {
	const den = await ada.createChannel(serverId, "den", { private: true });
	await ada.sendMessage(den, "@everyone");
	const rows = await sql`select 1 from mentions where channel_id = ${den}`;
	assert.equal(rows.length, 0);
});

test("an edit updates the mentions", async () => {
	const { seq } = await bob.sendMessage(channelId, "quiet");
	assert.equal(await count(carol), 0);
	await bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content: "loud @everyone" });
	assert.equal(await count(carol), 1);
	await bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content: "still loud @everyone" });
	assert.equal(await count(carol), 1);
	await bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content: "quiet again" });
	assert.equal(await count(carol), 0);
	for (const content of ["@everyone again", "quiet", "@here then", "quiet now", "@carol"]) {
		await bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content });
		assert.equal(await count(carol), 0, content);
	}
});
