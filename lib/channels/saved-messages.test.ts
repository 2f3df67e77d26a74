import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { type SocketClient, waitUntil } from "@/test/support/socket-client";

setUpCommunity();

const path = (seq: number, channel = channelId) => `/api/channels/${channel}/messages/${seq}/saved`;
const contents = async (person: ApiClient) =>
	(await person.get("/api/saved")).body.saved?.map(({ message }) => message.content);

test("rejects saving an unreadable message, and lists a user's saved messages to nobody else", async () => {
	const { seq } = await ada.sendMessage(channelId, "worth it");
	assertRefused(await eve.put(path(seq)), 403, "not_member");
	assertRefused(await world.guest().get("/api/saved"), 401, "unauthenticated");
	assertRefused(await bob.put(path(999)), 404, "message_not_found");
	for (const cursor of [
		"x",
		Buffer.from('["a",1]').toString("base64url"),
		Buffer.from('["1",1]').toString("base64url"),
	])
		assertRefused(await bob.get(`/api/saved?cursor=${cursor}`), 400, "invalid_request", "cursor");
	for (let again = 0; again < 2; again++) assert.equal((await bob.put(path(seq))).status, 204);
	assert.deepEqual(await contents(bob), ["worth it"]);
	assert.deepEqual(await contents(ada), []);
	assert.deepEqual((await bob.get(`/api/channels/${channelId}/saved`)).body.seqs, [seq]);
	assertRefused(await eve.get(`/api/channels/${channelId}/saved`), 403, "not_member");
	await bob.delete(path(seq));
});

test("saved messages are listed in their current state with their places, latest first, by page", async () => {
	const seqs: number[] = [];
	for (const text of ["one", "two", "three"]) seqs.push((await ada.sendMessage(channelId, text)).seq);
	for (const seq of seqs) await bob.put(path(seq));
	await ada.patch(`/api/channels/${channelId}/messages/${seqs[1]}`, { content: "two, and a half" });
	const first = (await bob.get("/api/saved?limit=2")).body;
	const second = (await bob.get(`/api/saved?limit=2&cursor=${first.nextCursor}`)).body;
	assert.deepEqual(
		[...(first.saved ?? []), ...(second.saved ?? [])].map(({ message }) => message.content),
		["three", "two, and a half", "one"],
	);
	assert.equal(second.nextCursor, null);
	assert.deepEqual(first.saved?.[0]?.place, {
		serverId,
		serverName: "Contour",
		channelId,
		channelName: "general",
		parentSeq: null,
	});
	const thread = (await bob.post(`/api/channels/${channelId}/messages/${seqs[0]}/thread`)).body.thread?.channelId ?? 0;
	const reply = await bob.sendMessage(thread, "in a thread");
	await bob.put(path(reply.seq, thread));
	const place = (await bob.get("/api/saved?limit=1")).body.saved?.[0]?.place;
	assert.deepEqual([place?.channelId, place?.parentSeq], [channelId, seqs[0]]);
	await ada.delete(`/api/channels/${channelId}/messages/${seqs[2]}`);
	assert.deepEqual(await contents(bob), ["in a thread", "two, and a half", "one"]);
	assert.deepEqual((await bob.get(`/api/channels/${channelId}/saved`)).body.seqs, [seqs[1], seqs[0]]);
	assertRefused(await bob.put(path(seqs[2] ?? 0)), 404, "message_not_found");
});

test("a saved message leaves the list when access is lost, and returns with it", async () => {
	const den = await ada.createChannel(serverId, "den");
	const { seq } = await ada.sendMessage(den, "of the den");
	await bob.put(path(seq, den));
	await ada.patch(`/api/channels/${den}`, { private: true });
	assert.equal((await contents(bob))?.includes("of the den"), false);
	assertRefused(await bob.delete(path(seq, den)), 404, "channel_not_found");
	await ada.patch(`/api/channels/${den}`, { private: false });
	assert.equal((await contents(bob))?.[0], "of the den");
	await bob.leave(serverId);
	assert.deepEqual(await contents(bob), []);
	await bob.join(serverId);
	assert.equal((await contents(bob))?.[0], "of the den");
});

test("each change is sent once to the user's own sockets and to no others", async () => {
	const { seq } = await ada.sendMessage(channelId, "listen");
	const [bobs, adas] = await Promise.all([bob.connect(), ada.openSocket(channelId)]);
	await bob.put(path(seq));
	await bob.delete(path(seq));
	await bob.delete(path(seq));
	const changes = (client: SocketClient) =>
		client.of("saved").filter((event) => event.channelId === channelId && event.seq === seq);
	await waitUntil("the last change is told", () => changes(bobs).at(-1)?.saved === false);
	assert.deepEqual(changes(bobs), [
		{ channelId, seq, saved: true },
		{ channelId, seq, saved: false },
	]);
	assert.deepEqual(changes(adas), []);
	for (const client of [bobs, adas]) client.close();
});
