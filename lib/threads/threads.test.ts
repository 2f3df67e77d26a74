import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { nonce, TestServer } from "@/test/support/test-server";
import type { ThreadSummary } from "../realtime/protocol";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let serverId: number;
let channelId: number;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	({ serverId, channelId } = await ada.createServer("Contour"));
	await bob.join(serverId);
});
after(() => world.close());

async function begun(person: ApiClient, seq: number, channel = channelId): Promise<ThreadSummary> {
	const answer = await person.post(`/api/channels/${channel}/messages/${seq}/thread`);
	assert.ok(answer.body.thread, answer.text);
	return answer.body.thread;
}

const followedBy = async (person: ApiClient) => {
	const { body } = await person.get("/api/servers?mine=true");
	return body.servers?.flatMap(({ threads }) => threads) ?? [];
};

test("who is not a member neither begins a thread, nor reads, hears, follows or writes in it", async () => {
	const { seq } = await ada.sendMessage(channelId, "shall we");
	assertRefused(await eve.post(`/api/channels/${channelId}/messages/${seq}/thread`), 403, "not_member");
	const { channelId: thread } = await begun(ada, seq);
	for (const path of ["messages", "threads"])
		assertRefused(await eve.get(`/api/channels/${thread}/${path}`), 403, "not_member");
	assertRefused(await eve.get(`/api/channels/${thread}/follow`), 403, "not_member");
	assertRefused(await eve.put(`/api/channels/${thread}/follow`), 403, "not_member");
	assertRefused(
		await eve.post(`/api/channels/${thread}/messages`, { nonce: nonce(), content: "hi" }),
		403,
		"not_member",
	);
});

test("a thread of a private channel does not exist for those who may not see the channel, from the moment it is private", async () => {
	const den = await ada.createChannel(serverId, "den");
	const { seq } = await bob.sendMessage(den, "open so far");
	const { channelId: thread } = await begun(bob, seq, den);
	const client = await bob.connect();
	await client.open({ channelId: thread });
	await ada.patch(`/api/channels/${den}`, { private: true });
	const never = await bob.get("/api/channels/999999/messages");
	assert.equal((await bob.get(`/api/channels/${thread}/messages`)).body.error?.code, never.body.error?.code);
	await ada.sendMessage(thread, "for nobody else");
	await sleep(1500);
	assert.deepEqual(client.of("messages"), []);
	assert.equal(
		client.of("activity").some(({ channels }) => channels.some((head) => head.channelId === thread)),
		false,
	);
	assert.deepEqual(await followedBy(bob), []);
	client.close();
});

test("an author who may no longer see the channel does not follow a thread begun on their message, and is not told of it", async () => {
	const den = await ada.createChannel(serverId, "author-shut-out");
	const { seq } = await bob.sendMessage(den, "written while it was open");
	const client = await bob.connect();
	await ada.patch(`/api/channels/${den}`, { private: true });
	client.forget();
	const { channelId: thread } = await begun(ada, seq, den);
	// What is told to these sockets later is told after anything of the thread.
	await ada.patch(`/api/servers/${serverId}`, { description: "told last" });
	await client.waitFor("server:updated");
	assert.deepEqual(client.of("follow"), []);
	const follows = await sql<{ user_id: number }[]>`select user_id from follows where channel_id = ${thread}`;
	assert.deepEqual(
		follows.map((row) => row.user_id),
		[ada.id],
	);
	client.close();
});

test("a thread has no settings, no threads, and takes no place among a server's channels", async () => {
	const { seq } = await ada.sendMessage(channelId, "root");
	const { channelId: thread } = await begun(ada, seq);
	assertRefused(await ada.patch(`/api/channels/${thread}`, { name: "mine" }), 404, "channel_not_found");
	assertRefused(await ada.delete(`/api/channels/${thread}`), 404, "channel_not_found");
	const reply = await ada.sendMessage(thread, "reply");
	assertRefused(await ada.post(`/api/channels/${thread}/messages/${reply.seq}/thread`), 400, "invalid_request", "seq");
	const { body } = await ada.get(`/api/servers/${serverId}`);
	assert.equal(
		body.server?.channels.some(({ id }) => id === thread),
		false,
	);
	assertRefused(await ada.put(`/api/channels/${channelId}/follow`), 404, "channel_not_found");
});

test("of any number who begin a thread at once all get the same one, and it takes one revision", async () => {
	const { seq } = await ada.sendMessage(channelId, "root");
	const before = (await ada.get(`/api/channels/${channelId}/messages`)).body.lastRev ?? 0;
	const all = await Promise.all(Array.from({ length: 8 }, (_, n) => begun(n % 2 ? ada : bob, seq)));
	assert.equal(new Set(all.map(({ channelId }) => channelId)).size, 1);
	assert.equal((await ada.get(`/api/channels/${channelId}/messages`)).body.lastRev, before + 1);
});

test("replies are numbered in the thread, and its message shows how many are left, the last ones' faces and when", async () => {
	const root = await ada.sendMessage(channelId, "root");
	const client = await ada.connect();
	await client.open({ channelId });
	const { channelId: thread } = await begun(bob, root.seq);
	const first = await bob.sendMessage(thread, "one");
	const second = await ada.sendMessage(thread, "two");
	assert.deepEqual([first.seq, second.seq], [1, 2]);
	await bob.delete(`/api/channels/${thread}/messages/1`);
	const seen = async () =>
		(await ada.get(`/api/channels/${channelId}/messages`)).body.messages?.find((m) => m.seq === root.seq);
	const summary = (await seen())?.thread;
	assert.equal(summary?.replies, 1);
	assert.equal(summary?.lastSeq, 2);
	assert.equal(summary?.lastReplyAt, second.createdAt);
	assert.deepEqual(
		summary?.faces.map(({ username }) => username),
		["ada"],
	);
	// Whoever has the channel open hears of it within two seconds.
	await client.waitFor("message:updated", ({ message }) => message.thread?.channelId === thread);
	await waitUntil("the summary is told", () => isDeepStrictEqual(client.of("thread").at(-1)?.thread, summary));
	client.close();
});

test("an echo stands in the channel once, however often the reply is sent again, and names the reply", async () => {
	const root = await ada.sendMessage(channelId, "root");
	assertRefused(
		await ada.post(`/api/channels/${channelId}/messages`, { nonce: nonce(), content: "x", echo: true }),
		400,
		"invalid_request",
		"echo",
	);
	const { channelId: thread } = await begun(ada, root.seq);
	const sent = { nonce: nonce(), content: "also for you, @bob", echo: true };
	const before = (await ada.get(`/api/channels/${channelId}/messages`)).body.lastSeq ?? 0;
	const answers = await Promise.all([1, 2, 3].map(() => ada.post(`/api/channels/${thread}/messages`, sent)));
	assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 200, 201]);
	const { body } = await bob.get(`/api/channels/${channelId}/messages`);
	assert.equal(body.lastSeq, before + 1);
	assert.deepEqual(body.messages?.at(-1)?.echoOf, { channelId: thread, seq: 1 });
	const mine = (await bob.get("/api/servers?mine=true")).body.servers?.flatMap(({ channels }) => channels);
	assert.equal(mine?.find(({ id }) => id === channelId)?.mentionCount, 0);
	assert.equal((await followedBy(bob)).find((one) => one.channelId === thread)?.mentionCount, 1);
});

test("unread in a thread is arithmetic for those who follow it: who speaks or is called does, and may stop", async () => {
	const root = await ada.sendMessage(channelId, "root");
	const { channelId: thread } = await begun(ada, root.seq);
	const of = async (person: ApiClient) => (await followedBy(person)).find((one) => one.channelId === thread);
	await ada.sendMessage(thread, "one");
	assert.equal(await of(bob), undefined);
	await ada.sendMessage(thread, "two, @bob");
	const bobs = await of(bob);
	assert.deepEqual([bobs?.lastSeq, bobs?.lastReadSeq, bobs?.mentionCount, bobs?.excerpt], [2, 1, 1, "root"]);
	assert.equal((await bob.put(`/api/channels/${thread}/read`, { seq: 2 })).status, 204);
	assert.deepEqual([(await of(bob))?.lastReadSeq, (await of(bob))?.mentionCount], [2, 0]);
	assert.equal((await bob.delete(`/api/channels/${thread}/follow`)).status, 204);
	assert.equal((await bob.get(`/api/channels/${thread}/follow`)).body.following, false);
	assert.equal(await of(bob), undefined);
	const client = await bob.connect();
	await bob.sendMessage(thread, "back");
	assert.equal((await of(bob))?.lastReadSeq, 3);
	await client.waitFor("follow");
	assert.deepEqual(client.of("follow").at(-1), { serverId, channelId: thread, following: true });
	client.close();
});

test("whose message it is follows the thread that somebody else begins on it, and is told; nobody else does", async () => {
	const root = await bob.sendMessage(channelId, "bob’s own");
	const [bobs, adas] = await Promise.all([bob.connect(), ada.connect()]);
	const { channelId: thread } = await begun(ada, root.seq);
	for (const client of [bobs, adas])
		assert.deepEqual(await client.waitFor("follow"), { serverId, channelId: thread, following: true });
	const followers = await sql<{ id: number }[]>`
		select user_id as id from follows where channel_id = ${thread} order by user_id`;
	assert.deepEqual(
		followers.map(({ id }) => id),
		[ada.id, bob.id],
	);
	await ada.sendMessage(thread, "news for bob");
	const his = (await followedBy(bob)).find((one) => one.channelId === thread);
	assert.deepEqual([his?.lastSeq, his?.lastReadSeq], [1, 0]);
	for (const client of [bobs, adas]) client.close();
});

test("who follows a thread has read what is there, and keeps their place when they follow it again", async () => {
	const root = await ada.sendMessage(channelId, "root");
	const { channelId: thread } = await begun(ada, root.seq);
	for (const words of ["one", "two"]) await ada.sendMessage(thread, words);
	const place = async () => (await followedBy(bob)).find((one) => one.channelId === thread);
	assert.equal((await bob.put(`/api/channels/${thread}/follow`)).status, 204);
	assert.deepEqual([(await place())?.lastSeq, (await place())?.lastReadSeq], [2, 2]);
	await ada.sendMessage(thread, "three");
	await bob.delete(`/api/channels/${thread}/follow`);
	await bob.put(`/api/channels/${thread}/follow`);
	assert.deepEqual([(await place())?.lastSeq, (await place())?.lastReadSeq], [3, 2]);
});

test("everyone and here in a thread call members, and make none of them follow it; a name does", async () => {
	const root = await ada.sendMessage(channelId, "root");
	const { channelId: thread } = await begun(ada, root.seq);
	const client = await bob.connect();
	await ada.sendMessage(thread, "@everyone, and @here");
	assert.equal((await bob.get(`/api/channels/${thread}/follow`)).body.following, false);
	assert.equal(
		(await bob.get("/api/inbox")).body.items?.some(({ message }) => message.channelId === thread),
		true,
	);
	await ada.sendMessage(thread, "@bob");
	await client.waitFor("follow", (serialized) => serialized.channelId === thread);
	assert.equal((await bob.get(`/api/channels/${thread}/follow`)).body.following, true);
	assert.equal(client.of("follow").length, 1);
	client.close();
});

test("a channel’s threads are listed from their first reply on, the latest begun first, page by page", async () => {
	const listed = await ada.createChannel(serverId, "listed");
	const roots = [
		await ada.sendMessage(listed, "A"),
		await bob.sendMessage(listed, "B"),
		await ada.sendMessage(listed, "C"),
	];
	const threads = [];
	for (const { seq } of roots) threads.push(await begun(ada, seq, listed));
	const texts = async (query = "") => {
		const { body } = await bob.get(`/api/channels/${listed}/threads${query}`);
		return [body.messages?.map(({ content }) => content), body.hasMore];
	};
	assert.deepEqual(await texts(), [[], false]);
	await ada.sendMessage(threads[0]?.channelId ?? 0, "a reply");
	assert.deepEqual(await texts(), [["A"], false]);
	await ada.sendMessage(threads[2]?.channelId ?? 0, "a reply");
	assert.deepEqual(await texts("?limit=1"), [["C"], true]);
	assert.deepEqual(await texts(`?limit=1&before=${threads[2]?.channelId}`), [["A"], false]);
});

test("leaving ends it all: the thread is not heard, and its follow is forgotten", async () => {
	const root = await ada.sendMessage(channelId, "root");
	const { channelId: thread } = await begun(ada, root.seq);
	const dan = await world.createUser("dan");
	await dan.join(serverId);
	await dan.sendMessage(thread, "hello");
	const client = await dan.connect();
	await client.open({ channelId: thread });
	await dan.delete(`/api/membership/${serverId}`);
	await ada.sendMessage(thread, "he is gone");
	await sleep(1200);
	assert.deepEqual(client.of("messages"), []);
	client.close();
	await dan.join(serverId);
	assert.deepEqual(await followedBy(dan), []);
});

test("who comes back is told by numbers what threads show now: replies, edits and deletions meanwhile, and nothing that is known", async () => {
	const [one, two, three] = [
		await ada.sendMessage(channelId, "A"),
		await ada.sendMessage(channelId, "B"),
		await ada.sendMessage(channelId, "C"),
	];
	const ids = [await begun(ada, one.seq), await begun(ada, two.seq), await begun(ada, three.seq)].map(
		(t) => t.channelId,
	);
	const [first = 0, second = 0, third = 0] = ids;
	for (const thread of [first, second, third]) for (const words of ["x", "y"]) await ada.sendMessage(thread, words);
	const { body } = await bob.get(`/api/channels/${channelId}/messages?limit=3`);
	const { messages = [], lastSeq = 0, lastRev = 0 } = body;
	const threads = messages.map(({ thread }) => ({ channelId: thread?.channelId ?? 0, rev: thread?.rev ?? 0 }));
	assert.deepEqual(
		threads,
		[first, second, third].map((channelId) => ({ channelId, rev: 2 })),
	);

	// Once these are told, nothing that came before them is still to be told.
	const witness = await bob.openSocket(channelId);
	await ada.sendMessage(first, "z");
	await ada.delete(`/api/channels/${second}/messages/1`);
	for (const moved of [first, second])
		await witness.waitFor("thread", ({ thread }) => thread.channelId === moved && thread.rev === 3);
	witness.close();
	const client = await bob.connect();
	const request = { channelId, afterSeq: lastSeq, afterRev: lastRev };
	await client.open({ ...request, threads });
	await waitUntil("both that moved are told", () => client.of("thread").length === 2);
	const now = (await bob.get(`/api/channels/${channelId}/messages?limit=3`)).body.messages ?? [];
	for (const { seq, thread } of client.of("thread"))
		assert.deepEqual(thread, now.find((message) => message.seq === seq)?.thread);
	assert.deepEqual(
		client
			.of("thread")
			.map(({ seq, thread }) => [seq, thread.rev, thread.replies])
			.sort(([a = 0], [b = 0]) => a - b),
		[
			[one.seq, 3, 3],
			[two.seq, 3, 1],
		],
	);

	// Who names none is told the latest; who knows all, or opens anew, is told nothing; and of a channel's threads alone.
	const other = await ada.createChannel(serverId, "elsewhere");
	for (const [more, serialized] of [
		[request, 3],
		[{ channelId, limit: 3 }, 0],
		[{ ...request, threads: now.map(({ thread }) => ({ channelId: thread?.channelId, rev: thread?.rev })) }, 0],
		[{ channelId: other, afterRev: 0, threads: threads.map((thread) => ({ ...thread, rev: 0 })) }, 0],
	] as const) {
		client.forget();
		await client.open(more);
		await client.sendMessage(other, "a moment later");
		const received = client.of("thread").filter(({ seq }) => seq >= one.seq);
		assert.equal(received.length, serialized, JSON.stringify(more));
	}
	for (const bad of [1, [1], [{ channelId: 0, rev: 1 }], [{ channelId: first, rev: -1 }], [{ channelId: first }]]) {
		const { error } = await client.ask("channel:open", { ...request, threads: bad });
		assert.deepEqual([error?.code, Object.keys(error?.fields ?? {})[0]], ["invalid_request", "threads"]);
	}
	const many = Array.from({ length: 301 }, (_, n) => ({ channelId: n + 1, rev: 1 }));
	assert.equal((await client.ask("channel:open", { ...request, threads: many })).error?.code, "invalid_request");
	client.close();
});

test("of followed threads with something unread the latest 200 are listed, and the rest is counted", async () => {
	const fan = await world.createUser("fan");
	const { serverId, channelId } = await ada.createServer("Busy");
	await fan.join(serverId);
	await sql`
		with roots as (
			insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content)
			select ${channelId}, n, n, n, gen_random_uuid(), ${ada.id}, 'root ' || n from generate_series(1, 260) n returning seq
		), threads as (
			insert into channels (server_id, name, creator_id, parent_id, parent_seq, last_seq)
			select ${serverId}, '', ${ada.id}, ${channelId}, seq, case when seq <= 205 then 1 else 0 end from roots order by seq returning id
		) insert into follows (user_id, channel_id) select ${fan.id}, id from threads`;
	const mine = (await fan.get("/api/servers?mine=true")).body.servers?.find(({ id }) => id === serverId);
	const unread = mine?.threads.filter((thread) => thread.lastSeq > thread.lastReadSeq) ?? [];
	assert.deepEqual([unread.length, unread[0]?.parentSeq, mine?.threads.length], [200, 6, 250]);
	assert.equal(mine?.moreThreads, 5);
	assert.equal("moreThreads" in ((await ada.get("/api/servers?mine=true")).body.servers?.[0] ?? {}), false);
});
