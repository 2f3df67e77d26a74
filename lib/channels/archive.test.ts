import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { repeatsOf } from "@/test/support/races";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let serverId: number;
let channelId: number;
let threadId: number;

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	({ serverId, channelId } = await ada.createServer("Contour"));
	await bob.join(serverId);
	await ada.sendMessage(channelId, "parent");
	const { body } = await ada.post(`/api/channels/${channelId}/messages/1/thread`);
	threadId = body.thread?.channelId ?? 0;
	await ada.sendMessage(threadId, "reply");
});
after(() => world.close());

const archive = (who: ApiClient, archived: unknown) => who.patch(`/api/channels/${channelId}`, { archived });
const send = (who: ApiClient, id: number) =>
	who.post(`/api/channels/${id}/messages`, { nonce: randomUUID(), content: "x" });

test("only members with manage_channels archive a channel, and threads have no archive of their own", async () => {
	assertRefused(await archive(bob, true), 403, "forbidden");
	assertRefused(await archive(ada, "yes"), 400, "invalid_request", "archived");
	assertRefused(await ada.patch(`/api/channels/${threadId}`, { archived: true }), 404, "channel_not_found");
});

test("nobody writes in an archived channel or its threads, the owner included, and all can read it", async () => {
	const bobs = await bob.openSocket(channelId);
	const tag = (await bob.get("/api/servers?mine=true")).headers.etag;
	const { status, body } = await archive(ada, true);
	assert.equal(status, 200);
	assert.ok(body.channel?.archivedAt && !body.channel.permissions.includes("send_messages"));
	for (const who of [ada, bob])
		for (const id of [channelId, threadId]) assertRefused(await send(who, id), 403, "archived");
	assertRefused(
		await bob.put(`/api/channels/${channelId}/messages/1/reactions/${encodeURIComponent("🔥")}`),
		403,
		"archived",
	);
	assert.equal((await bob.get(`/api/channels/${channelId}/messages`)).body.messages?.length, 1);
	const told = await bobs.waitFor("channel:updated", ({ channel }) => channel.archivedAt !== null);
	assert.ok(!told.channel.permissions.includes("send_messages"));
	const listed = await bob.call("GET", "/api/servers?mine=true", { headers: { "if-none-match": String(tag) } });
	assert.equal(listed.status, 200);
	bobs.close();
});

test("archiving again changes nothing, and a restored channel is as before", async () => {
	const { archivedAt } = await ada.channelState(channelId);
	assert.equal((await archive(ada, true)).body.channel?.archivedAt, archivedAt);
	assert.equal((await archive(ada, false)).body.channel?.archivedAt, null);
	assert.equal((await archive(ada, false)).status, 200);
	for (const who of [ada, bob]) for (const id of [channelId, threadId]) assert.equal((await send(who, id)).status, 201);
});

test("of messages sent while a channel is archived, none is stored after the answer", async () => {
	for (let round = 0; round < repeatsOf(10); round++) {
		const sending = Array.from({ length: 8 }, (_, n) => send(n % 2 ? ada : bob, n % 3 ? channelId : threadId));
		await archive(ada, true);
		const { lastSeq } = await ada.channelState(channelId);
		await Promise.all(sending);
		assert.equal((await ada.channelState(channelId)).lastSeq, lastSeq);
		await archive(ada, false);
	}
});
