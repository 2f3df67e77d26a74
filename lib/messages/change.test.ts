import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, serverId, setUpCommunity, world } from "@/test/support/community";
import { range, waitUntil } from "@/test/support/socket-client";

setUpCommunity();

let n = 0;

/** A new channel, and the path of its messages. */
async function fresh(): Promise<{ channelId: number; path: string }> {
	const channelId = await ada.createChannel(serverId, `fresh-${++n}`);
	return { channelId, path: `/api/channels/${channelId}/messages` };
}
const reaction = (path: string, seq: number, emoji: string) => `${path}/${seq}/reactions/${encodeURIComponent(emoji)}`;

test("only the author may edit a message, within the length limits", async () => {
	const { channelId, path } = await fresh();
	await bob.sendMessage(channelId, "bob’s");
	assertRefused(await ada.patch(`${path}/1`, { content: "the owner’s" }), 403, "forbidden");
	for (const content of ["", "\u200b", "x".repeat(4001), "\u0000", null])
		assertRefused(await bob.patch(`${path}/1`, { content }), 400, "invalid_request", "content");
	assertRefused(await bob.patch(`${path}/1`, {}), 400, "invalid_request", "content");
	assertRefused(await bob.patch(`${path}/2`, { content: "x" }), 404, "message_not_found");
	assert.equal((await bob.get(path)).body.lastRev, 1);
});

test("an edit takes the next revision, keeps seq and time, and is emitted with them", async () => {
	const { channelId, path } = await fresh();
	const before = await ada.sendMessage(channelId, "before");
	await ada.sendMessage(channelId, "second");
	const bobs = await bob.openSocket(channelId);
	const { status, body } = await ada.patch(`${path}/1`, { content: " after " });
	assert.equal(status, 200);
	assert.ok(body.message?.editedAt);
	assert.deepEqual({ ...body.message, editedAt: null }, { ...before, rev: 3, content: "after" });
	const serialized = await bobs.waitFor("message:updated");
	assert.equal(serialized.rev, 3);
	assert.deepEqual(serialized.message, body.message);
	assert.deepEqual((await bob.get(path)).body.messages?.[0], body.message);
	const same = await ada.patch(`${path}/1`, { content: "after" });
	assert.equal(same.body.message?.rev, 3);
	assert.equal((await ada.get(path)).body.lastRev, 3);
	bobs.close();
});

test("a deletion leaves a tombstone without text, reactions or an edit; repeating it changes nothing", async () => {
	const { channelId, path } = await fresh();
	await bob.sendMessage(channelId, "regret @ada");
	await ada.put(reaction(path, 1, "🔥"));
	await bob.patch(`${path}/1`, { content: "regret it @ada" });
	assert.equal((await ada.channelState(channelId)).mentionCount, 1);
	const adas = await ada.openSocket(channelId);
	assert.equal((await ada.delete(`${path}/1`)).status, 204);
	assert.deepEqual(await adas.waitFor("message:deleted"), { rev: 4, channelId, seq: 1 });
	for (const person of [ada, bob]) assert.equal((await person.delete(`${path}/1`)).status, 204);
	const { messages, lastRev, lastSeq } = (await bob.get(path)).body;
	const { content, reactions, deletedAt, editedAt, rev } = messages?.[0] ?? {};
	assert.deepEqual(
		{ content, reactions, editedAt, rev, lastRev, lastSeq },
		{ content: "", reactions: [], editedAt: null, rev: 4, lastRev: 4, lastSeq: 1 },
	);
	assert.ok(deletedAt);
	assert.equal((await ada.channelState(channelId)).mentionCount, 0);
	assertRefused(await bob.patch(`${path}/1`, { content: "x" }), 404, "message_not_found");
	assertRefused(await bob.put(reaction(path, 1, "🔥")), 404, "message_not_found");
	assertRefused(await bob.delete(reaction(path, 1, "🔥")), 404, "message_not_found");
	assertRefused(await bob.delete(`${path}/9`), 404, "message_not_found");
	adas.close();
});

test("rejects a reaction that is not a single emoji", async () => {
	const { channelId, path } = await fresh();
	await ada.sendMessage(channelId, "react");
	for (const bad of ["x", "🔥🔥", "1", "#", "🔥x", " 🔥", ":fire:", "\u0000", "\u200d", "é", "〰️〰️", "🔥".repeat(40)])
		assertRefused(await bob.put(reaction(path, 1, bad)), 400, "invalid_request", "emoji");
	const kinds = ["🔥", "❤️", "👍🏽", "🏳️‍🌈", "👨‍👩‍👧‍👦", "🇰🇷", "1️⃣", "☺️"];
	for (const kind of kinds) assert.equal((await bob.put(reaction(path, 1, kind))).status, 204, kind);
	const [message] = (await bob.get(path)).body.messages ?? [];
	assert.deepEqual(
		message?.reactions,
		kinds.map((emoji) => ({ emoji, count: 1, me: true })),
	);
});

test("all forms of a heart are the same reaction", async () => {
	const { channelId, path } = await fresh();
	await ada.sendMessage(channelId, "hearts");
	await bob.put(reaction(path, 1, "❤"));
	await ada.put(reaction(path, 1, "❤️"));
	const [message] = (await bob.get(path)).body.messages ?? [];
	assert.deepEqual(message?.reactions, [{ emoji: "❤️", count: 2, me: true }]);
});

test("repeating a reaction or its removal changes nothing, and each change is emitted once with its count", async () => {
	const { channelId, path } = await fresh();
	await ada.sendMessage(channelId, "count");
	const adas = await ada.openSocket(channelId);
	const fire = reaction(path, 1, "🔥");
	const requests = ["PUT", "PUT", "DELETE", "DELETE", "PUT"];
	for (const method of requests) assert.equal((await bob.call(method, fire)).status, 204);
	await ada.put(fire);
	await adas.waitFor("reaction", ({ rev }) => rev === 5);
	const serialized = adas
		.of("reaction")
		.map(({ rev, emoji, userId, count, added }) => ({ rev, emoji, userId, count, added }));
	assert.deepEqual(serialized, [
		{ rev: 2, emoji: "🔥", userId: bob.id, count: 1, added: true },
		{ rev: 3, emoji: "🔥", userId: bob.id, count: 0, added: false },
		{ rev: 4, emoji: "🔥", userId: bob.id, count: 1, added: true },
		{ rev: 5, emoji: "🔥", userId: ada.id, count: 2, added: true },
	]);
	adas.close();
});

test("a message has at most twenty kinds of reaction, also under concurrency; existing kinds accept more users", async () => {
	const { channelId, path } = await fresh();
	await ada.sendMessage(channelId, "twenty");
	const kinds = range(0, 24).map((i) => String.fromCodePoint(0x1f400 + i));
	const answers = await Promise.all(kinds.map((kind) => bob.put(reaction(path, 1, kind))));
	assert.equal(answers.filter(({ status }) => status === 204).length, 20);
	for (const answer of answers) if (answer.status !== 204) assertRefused(answer, 400, "invalid_request", "emoji");
	const [message] = (await ada.get(path)).body.messages ?? [];
	assert.equal(message?.reactions.length, 20);
	const there = message?.reactions[7]?.emoji ?? "";
	assert.equal((await ada.put(reaction(path, 1, there))).status, 204);
	assert.equal((await bob.delete(reaction(path, 1, there))).status, 204);
	assertRefused(await ada.put(reaction(path, 1, "🍏")), 400, "invalid_request", "emoji");
});

test("each viewer sees which reactions are their own, on the newest page and on any other", async () => {
	const { channelId, path } = await fresh();
	await ada.sendMessage(channelId, "mine");
	await bob.put(reaction(path, 1, "🔥"));
	for (const query of ["", "?limit=1", "?after=0", "?around=1", "?before=2"])
		for (const [person, me] of [
			[bob, true],
			[ada, false],
		] as const)
			assert.deepEqual(
				(await person.get(path + query)).body.messages?.[0]?.reactions,
				[{ emoji: "🔥", count: 1, me }],
				query,
			);
	const bobs = await bob.connect();
	const { messages } = await bobs.open({ channelId, limit: 5 });
	assert.deepEqual(messages[0]?.reactions, [{ emoji: "🔥", count: 1, me: true }]);
	await ada.patch(`${path}/1`, { content: "edited" });
	const serialized = await bobs.waitFor("message:updated");
	assert.deepEqual(serialized.message.reactions, [{ emoji: "🔥", count: 1 }]);
	bobs.close();
});

test("revisions have no gaps when sends, edits, reactions and deletions come at once, and the log matches the events", async () => {
	const { channelId, path } = await fresh();
	for (const i of range(1, 10)) await bob.sendMessage(channelId, `${i}`);
	const [adas, late] = await Promise.all([ada.openSocket(channelId), ada.connect()]);
	const acts = range(1, 120).map((i): Promise<unknown> => {
		const seq = (i % 10) + 1;
		if (i % 4 === 0) return bob.sendMessage(channelId, `more ${i}`);
		if (i % 4 === 1) return bob.patch(`${path}/${seq}`, { content: `edit ${i}` });
		if (i % 4 === 2) return bob.put(reaction(path, seq, i % 8 === 2 ? "🔥" : "🎉"));
		return i > 110 ? bob.delete(`${path}/${seq}`) : ada.put(reaction(path, seq, "👍"));
	});
	await Promise.all(acts);
	const { lastRev = 0, lastSeq = 0, messages } = (await ada.get(`${path}?limit=100`)).body;
	await adas.waitFor("messages", ({ rev }) => rev > 0);
	for (let i = 0; i < 500 && adas.revs(channelId).at(-1) !== lastRev; i++) await new Promise((r) => setTimeout(r, 10));
	assert.deepEqual(adas.revs(channelId), range(11, lastRev));
	const caughtUp = await late.open({ channelId, afterSeq: 10, afterRev: 10 });
	const changed = (messages ?? []).filter(({ seq, rev }) => seq > 10 || rev > 10);
	assert.deepEqual(caughtUp.messages, changed);
	assert.equal(caughtUp.lastSeq, lastSeq);
	for (const client of [adas, late]) client.close();
});

test("rejects actions that leaving forbids, also those already queued", async () => {
	const place = await ada.createServer("Leaving");
	const path = `/api/channels/${place.channelId}/messages`;
	await bob.join(place.serverId);
	await bob.sendMessage(place.channelId, "mine");
	const tries = range(1, 20).map((i) => bob.patch(`${path}/1`, { content: `edit ${i}` }));
	const left = bob.delete(`/api/membership/${place.serverId}`);
	for (const answer of await Promise.all(tries)) if (answer.status !== 200) assertRefused(answer, 403, "not_member");
	assert.equal((await left).status, 200);
	const after = (await ada.get(path)).body.messages?.[0]?.content;
	for (const [method, tail, body] of [
		["PATCH", "/1", { content: "x" }],
		["DELETE", "/1"],
		["PUT", "/1/reactions/%F0%9F%94%A5"],
	] as const)
		assertRefused(await bob.call(method, path + tail, { body }), 403, "not_member");
	assert.equal((await ada.get(path)).body.messages?.[0]?.content, after);
});

test("an edit notifies only newly mentioned users", async () => {
	const { channelId, path } = await fresh();
	const cleo = await world.createUser("cleo");
	await cleo.join(serverId);
	const { seq } = await ada.sendMessage(channelId, "@bob look");
	assert.equal((await bob.channelState(channelId)).mentionCount, 1);
	const [bobs, cleos] = await Promise.all([bob.connect(), cleo.connect()]);
	const reads = () => bobs.of("read").filter((event) => event.channelId === channelId);
	await ada.patch(`${path}/${seq}`, { content: "@bob and @cleo look" });
	await cleos.waitFor("read", (serialized) => serialized.channelId === channelId && serialized.mentionCount === 1);
	assert.deepEqual(reads(), []);
	assert.equal((await bob.channelState(channelId)).mentionCount, 1);
	await ada.patch(`${path}/${seq}`, { content: "@cleo look" });
	await waitUntil("it is called off", () => reads().at(-1)?.mentionCount === 0);
	for (const content of ["@bob look again", "nobody", "@bob once more"]) await ada.patch(`${path}/${seq}`, { content });
	assert.equal((await bob.channelState(channelId)).mentionCount, 0);
	const { seq: later } = await ada.sendMessage(channelId, "`@bob` in code");
	await ada.patch(`${path}/${later}`, { content: "@bob no longer in code" });
	assert.equal((await bob.channelState(channelId)).mentionCount, 1);
	bobs.close();
	cleos.close();
});

test("no log keeps the reactions or votes on a deleted message", async () => {
	const { channelId, path } = await fresh();
	const poll = { question: "Which?", options: ["one", "two"] };
	const { seq } = await ada.sendMessage(channelId, "", { poll });
	const other = await ada.sendMessage(channelId, "stays");
	await bob.put(`${path}/${seq}/votes`, { options: [1] });
	for (const emoji of ["🔥", "👍"]) await bob.put(reaction(path, seq, emoji));
	await bob.delete(reaction(path, seq, "👍"));
	await bob.put(reaction(path, other.seq, "🔥"));
	await ada.delete(`${path}/${seq}`);
	const rows = await sql<{ seq: number; kind: string; personal: string }[]>`
		select seq, kind, concat(emoji, user_id, added, count, vote) as personal from changes where channel_id = ${channelId} order by rev`;
	for (const row of rows) assert.equal(row.personal === "", row.seq === seq, JSON.stringify(row));
	const { lastRev } = (await bob.get(path)).body;
	const client = await bob.connect();
	const opened = await client.open({ channelId, afterSeq: 0, afterRev: 0 });
	assert.equal(opened.lastRev, lastRev);
	assert.deepEqual(opened.messages.find((message) => message.seq === seq)?.reactions, []);
	client.close();
});
