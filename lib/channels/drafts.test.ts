import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { waitUntil } from "@/test/support/socket-client";

setUpCommunity();

const put = (person: ApiClient, body: object, channel = channelId) =>
	person.put(`/api/channels/${channel}/draft`, body);
const drafts = async (person: ApiClient) =>
	(await person.get("/api/drafts")).body.drafts?.map(({ channelId: id, content }) => [id, content]);

test("rejects drafts of users who may not post in the channel, and drafts above the length limit", async () => {
	assertRefused(await put(eve, { content: "x" }), 403, "not_member");
	assertRefused(await world.guest().get("/api/drafts"), 401, "unauthenticated");
	for (const content of ["x".repeat(4001), "\u0000", "\ud83d", 1, null])
		assertRefused(await put(bob, { content }), 400, "invalid_request", "content");
	for (const replyTo of [0, -1, 1.5, "1"])
		assertRefused(await put(bob, { content: "x", replyTo }), 400, "invalid_request", "replyTo");
	for (const ageMs of [-1, 0.5, 1e12, "1"])
		assertRefused(await put(bob, { content: "x", ageMs }), 400, "invalid_request", "ageMs");
	assert.deepEqual(await drafts(bob), []);
});

test("a draft is saved as typed, readable in all channels by its author alone, and deleted when emptied", async () => {
	const { status, body } = await put(bob, { content: "half a ", replyTo: 3 });
	assert.equal(status, 200);
	assert.deepEqual([body.draft?.content, body.draft?.replyTo], ["half a ", 3]);
	const elsewhere = await world.signIn(bob);
	assert.deepEqual((await elsewhere.get("/api/drafts")).body.drafts, [body.draft]);
	assert.deepEqual(await drafts(ada), []);
	await put(elsewhere, { content: "" });
	assert.deepEqual(await drafts(bob), []);
});

test("the latest edit wins whenever it arrives, and a sent draft does not come back", async () => {
	await put(bob, { content: "now" });
	const late = await put(bob, { content: "an hour ago, and offline since", ageMs: 3_600_000 });
	assert.equal(late.body.draft?.content, "now");
	assert.deepEqual(await drafts(bob), [[channelId, "now"]]);
	await put(bob, { content: "" });
	assert.equal((await put(bob, { content: "older", ageMs: 60_000 })).body.draft?.content, "");
	assert.deepEqual(await drafts(bob), []);
});

test("a draft is sent to its author's own sockets and to no others", async () => {
	const own = await ada.createChannel(serverId, "own-sockets");
	const [bobs, adas] = await Promise.all([bob.connect(), ada.openSocket(own)]);
	const { body } = await put(bob, { content: "listen" }, own);
	await put(bob, { content: "never told", ageMs: 60_000 }, own);
	await put(bob, { content: "" }, own);
	const told = () => bobs.of("draft").filter((draft) => draft.channelId === own);
	await waitUntil("the last change is told", () => told().at(-1)?.content === "");
	assert.deepEqual(
		told().map(({ content }) => content),
		["listen", ""],
	);
	assert.deepEqual(told()[0], body.draft);
	assert.deepEqual(adas.of("draft"), []);
	for (const client of [bobs, adas]) client.close();
});

test("leaving a server deletes the drafts in it, threads included; an invisible channel shows no draft", async () => {
	const den = await ada.createChannel(serverId, "den");
	const { seq } = await ada.sendMessage(den, "root");
	const thread = (await bob.post(`/api/channels/${den}/messages/${seq}/thread`)).body.thread?.channelId ?? 0;
	for (const channel of [den, thread]) await put(bob, { content: "in the den" }, channel);
	await ada.patch(`/api/channels/${den}`, { private: true });
	assert.deepEqual(await drafts(bob), []);
	assertRefused(await put(bob, { content: "x" }, den), 404, "channel_not_found");
	await ada.patch(`/api/channels/${den}`, { private: false });
	assert.equal((await drafts(bob))?.length, 2);
	await bob.leave(serverId);
	await bob.join(serverId);
	assert.deepEqual(await drafts(bob), []);
});
