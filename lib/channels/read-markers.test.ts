import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, serverId, setUpCommunity } from "@/test/support/community";
import { range, type SocketClient, waitUntil } from "@/test/support/socket-client";

setUpCommunity();

/** The read markers of one channel: those of an earlier test may still be on their way. */
const readsOf = (client: SocketClient, channelId: number) =>
	client.of("read").filter((event) => event.channelId === channelId);

let n = 0;

/** A new channel with this many messages by ada, and the path of its read marker. */
async function fresh(
	words: number,
	extra: object = {},
): Promise<{ channelId: number; path: string; messages: string }> {
	const channelId = await ada.createChannel(serverId, `fresh-${++n}`, extra);
	for (const i of range(1, words)) await ada.sendMessage(channelId, `${i}`);
	return { channelId, path: `/api/channels/${channelId}/read`, messages: `/api/channels/${channelId}/messages` };
}
const mentions = async (person: ApiClient, channelId: number) => (await person.channelState(channelId)).mentionCount;

test("rejects a read marker that is not a number from 0, or a force that is not a boolean", async () => {
	const { path } = await fresh(1);
	for (const seq of [-1, 1.5, "1", null, 2 ** 53, [1]])
		assertRefused(await bob.put(path, { seq }), 400, "invalid_request", "seq");
	assertRefused(await bob.put(path, {}), 400, "invalid_request", "seq");
	assertRefused(await bob.put(path), 400, "invalid_request");
	for (const force of ["yes", 1, null])
		assertRefused(await bob.put(path, { seq: 1, force }), 400, "invalid_request", "force");
});

test("a read marker stops at the head and moves back only when forced", async () => {
	const { channelId, path } = await fresh(5);
	const at = async () => (await bob.channelState(channelId)).lastReadSeq;
	for (const [body, expected] of [
		[{ seq: 3 }, 3],
		[{ seq: 2 }, 3],
		[{ seq: 0 }, 3],
		[{ seq: 2, force: false }, 3],
		[{ seq: 9_007_199_254_740_991 }, 5],
		[{ seq: 2, force: true }, 2],
		[{ seq: 0, force: true }, 0],
		[{ seq: 99, force: true }, 5],
	] as const) {
		assert.equal((await bob.put(path, body)).status, 204);
		assert.equal(await at(), expected, JSON.stringify(body));
	}
	await Promise.all(range(1, 10).map((i) => bob.put(path, { seq: i % 5, force: false })));
	assert.equal(await at(), 5);
});

test("a marker beyond the head is stored at the head: later messages are unread, also after mentions and undo", async () => {
	const { channelId, path } = await fresh(2);
	const beyond = { seq: 9_007_199_254_740_991 };
	for (const read of [
		() => bob.put(path, beyond),
		() => bob.put(path, { ...beyond, force: true }),
		() => bob.put("/api/inbox/read", { marks: [{ channelId, ...beyond }] }),
	]) {
		assert.ok((await read()).status < 300);
		await ada.sendMessage(channelId, "next, @bob");
		const { lastSeq, lastReadSeq, mentionCount } = await bob.channelState(channelId);
		assert.deepEqual([lastSeq - lastReadSeq, mentionCount], [1, 1]);
	}
});

test("a read marker is sent to all of the user's own connections and to no other user", async () => {
	const { channelId, path } = await fresh(2);
	const [one, two, adas] = await Promise.all([bob.connect(), bob.connect(), ada.openSocket(channelId)]);
	await bob.put(path, { seq: 2 });
	for (const client of [one, two])
		assert.deepEqual(await client.waitFor("read", (event) => event.channelId === channelId), {
			channelId,
			lastReadSeq: 2,
			mentionCount: 0,
		});
	assert.deepEqual(readsOf(adas, channelId), []);
	for (const client of [one, two, adas]) client.close();
});

test("a mention names a member in any case as a separate word; the user's own name and a reply are no mentions", async () => {
	const counted: [string, number][] = [
		["@bob", 1],
		["hi @BOB!", 1],
		["(@bob)", 1],
		["@bob.", 1],
		["@bob...", 1],
		["@bob @bob @Bob", 1],
		["안녕 @bob", 1],
		["-@bob", 1],
		["bob", 0],
		["x@bob", 0],
		["1@bob", 0],
		["_@bob", 0],
		[".@bob", 0],
		["@@bob", 0],
		["é@bob", 0],
		["@bobby", 0],
		["@bob_", 0],
		["@bob.x", 0],
		["@ bob", 0],
		["@eve", 0],
		["@nobody", 0],
	];
	for (const [content, expected] of counted) {
		const { channelId } = await fresh(0);
		await ada.sendMessage(channelId, content);
		assert.equal(await mentions(bob, channelId), expected, content);
	}
	const { channelId } = await fresh(0);
	const { seq } = await bob.sendMessage(channelId, "@bob");
	await ada.sendMessage(channelId, "answer", { replyTo: seq });
	assert.equal(await mentions(bob, channelId), 0);
});

test("a user who cannot see the channel is not mentioned in it", async () => {
	const { channelId } = await fresh(0, { private: true });
	const bobs = await bob.connect();
	await ada.sendMessage(channelId, "@bob @eve");
	await ada.patch(`/api/channels/${channelId}`, { private: false });
	assert.equal(await mentions(bob, channelId), 0);
	assert.deepEqual(readsOf(bobs, channelId), []);
	bobs.close();
});

test("a mention notifies the mentioned user, counts until it is read, and an edit or deletion recounts", async () => {
	const { channelId, path, messages } = await fresh(1);
	const bobs = await bob.connect();
	await ada.sendMessage(channelId, "two @bob");
	await waitUntil("the mention is told", () => readsOf(bobs, channelId).length > 0);
	assert.deepEqual(readsOf(bobs, channelId)[0], { channelId, lastReadSeq: 0, mentionCount: 1 });
	await ada.sendMessage(channelId, "three");
	await ada.patch(`${messages}/3`, { content: "three @bob" });
	await waitUntil("the edit is told", () => readsOf(bobs, channelId).at(-1)?.mentionCount === 2);
	await ada.patch(`${messages}/2`, { content: "two" });
	await waitUntil("the recount is told", () => readsOf(bobs, channelId).at(-1)?.mentionCount === 1);
	assert.equal(await mentions(bob, channelId), 1);
	await bob.put(path, { seq: 3 });
	assert.equal(await mentions(bob, channelId), 0);
	await bob.put(path, { seq: 2, force: true });
	assert.equal(await mentions(bob, channelId), 1);
	await ada.delete(`${messages}/3`);
	assert.equal(await mentions(bob, channelId), 0);
	bobs.close();
});

test("an outsider has no read marker", async () => {
	const { path } = await fresh(1);
	assertRefused(await eve.put(path, { seq: 1 }), 403, "not_member");
	assertRefused(await eve.put(path, { seq: "x" }), 403, "not_member");
});
