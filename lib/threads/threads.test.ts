import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { type SocketClient, waitUntil } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";
import type { ThreadSummary } from "../realtime/protocol";

setUpCommunity();

/** The follows of one thread: those of an earlier test may still be on their way. */
const followsOf = (client: SocketClient, thread: number) =>
	client.of("follow").filter((event) => event.channelId === thread);

async function begun(person: ApiClient, seq: number, channel = channelId): Promise<ThreadSummary> {
	const answer = await person.post(`/api/channels/${channel}/messages/${seq}/thread`);
	assert.ok(answer.body.thread, answer.text);
	return answer.body.thread;
}

const followedBy = async (person: ApiClient) => {
	const { body } = await person.get("/api/servers?mine=true");
	return body.servers?.flatMap(({ threads }) => threads) ?? [];
};

test("an outsider can neither create a thread nor read, receive, follow or post in it", async () => {
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

test("a thread of a private channel does not exist for users without access, as soon as the channel is private", async () => {
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

test("an author who lost access neither follows nor receives a thread started on their message", async () => {
	const den = await ada.createChannel(serverId, "author-shut-out");
	const { seq } = await bob.sendMessage(den, "written while it was open");
	const client = await bob.connect();
	await ada.patch(`/api/channels/${den}`, { private: true });
	client.forget();
	const { channelId: thread } = await begun(ada, seq, den);
	// Later events reach these sockets after any event of the thread.
	await ada.patch(`/api/servers/${serverId}`, { description: "told last" });
	await client.waitFor("server:updated", ({ server }) => server.description === "told last");
	assert.deepEqual(followsOf(client, thread), []);
	const follows = await sql<{ user_id: number }[]>`select user_id from follows where channel_id = ${thread}`;
	assert.deepEqual(
		follows.map((row) => row.user_id),
		[ada.id],
	);
	client.close();
});

test("a thread has no settings, no threads, and no place in the server's channel list", async () => {
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

test("concurrent attempts to start a thread return the same one, which takes one revision", async () => {
	const { seq } = await ada.sendMessage(channelId, "root");
	const before = (await ada.get(`/api/channels/${channelId}/messages`)).body.lastRev ?? 0;
	const all = await Promise.all(Array.from({ length: 8 }, (_, n) => begun(n % 2 ? ada : bob, seq)));
	assert.equal(new Set(all.map(({ channelId }) => channelId)).size, 1);
	assert.equal((await ada.get(`/api/channels/${channelId}/messages`)).body.lastRev, before + 1);
});

test("replies are numbered in the thread, and its parent shows their count, latest participants and time", async () => {
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
	// Clients with the channel open receive it within two seconds.
	await client.waitFor("message:updated", ({ message }) => message.thread?.channelId === thread);
	await waitUntil("the summary is sent", () =>
		client.of("thread").some((event) => isDeepStrictEqual(event.thread, summary)),
	);
	client.close();
});

test("a broadcast appears in the channel once, however often the reply is resent, and names the reply", async () => {
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

test("followers get unread counts of a thread: posting in it or a mention follows it, and following can be stopped", async () => {
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
	await waitUntil("it is told", () => followsOf(client, thread).length > 0);
	assert.deepEqual(followsOf(client, thread).at(-1), { serverId, channelId: thread, following: true });
	client.close();
});

test("only a message's author follows a thread that another member starts on it, and is notified", async () => {
	const root = await bob.sendMessage(channelId, "bob’s own");
	const [bobs, adas] = await Promise.all([bob.connect(), ada.connect()]);
	const { channelId: thread } = await begun(ada, root.seq);
	for (const client of [bobs, adas])
		assert.deepEqual(await client.waitFor("follow", (event) => event.channelId === thread), {
			serverId,
			channelId: thread,
			following: true,
		});
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

test("a new follower has read earlier replies, and keeps their read marker when they follow it again", async () => {
	const root = await ada.sendMessage(channelId, "root");
	const { channelId: thread } = await begun(ada, root.seq);
	for (const content of ["one", "two"]) await ada.sendMessage(thread, content);
	const place = async () => (await followedBy(bob)).find((one) => one.channelId === thread);
	assert.equal((await bob.put(`/api/channels/${thread}/follow`)).status, 204);
	assert.deepEqual([(await place())?.lastSeq, (await place())?.lastReadSeq], [2, 2]);
	await ada.sendMessage(thread, "three");
	await bob.delete(`/api/channels/${thread}/follow`);
	await bob.put(`/api/channels/${thread}/follow`);
	assert.deepEqual([(await place())?.lastSeq, (await place())?.lastReadSeq], [3, 2]);
});

test("everyone and here in a thread mention members without making them follow it; a name does", async () => {
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
	assert.equal(followsOf(client, thread).length, 1);
	client.close();
});

test("a channel’s threads are listed from their first reply on, latest first, page by page", async () => {
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

test("leaving stops the thread's events and deletes the follow", async () => {
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

test("a returning client gets current summaries by revision: replies, edits and deletions meanwhile, and nothing it knows", async () => {
	const [one, two, three] = [
		await ada.sendMessage(channelId, "A"),
		await ada.sendMessage(channelId, "B"),
		await ada.sendMessage(channelId, "C"),
	];
	const ids = [await begun(ada, one.seq), await begun(ada, two.seq), await begun(ada, three.seq)].map(
		(t) => t.channelId,
	);
	const [first = 0, second = 0, third = 0] = ids;
	for (const thread of [first, second, third]) for (const content of ["x", "y"]) await ada.sendMessage(thread, content);
	const { body } = await bob.get(`/api/channels/${channelId}/messages?limit=3`);
	const { messages = [], lastSeq = 0, lastRev = 0 } = body;
	const threads = messages.map(({ thread }) => ({ channelId: thread?.channelId ?? 0, rev: thread?.rev ?? 0 }));
	assert.deepEqual(
		threads,
		[first, second, third].map((channelId) => ({ channelId, rev: 2 })),
	);

	// After these events, no earlier event is still pending.
	const witness = await bob.openSocket(channelId);
	await ada.sendMessage(first, "z");
	await ada.delete(`/api/channels/${second}/messages/1`);
	for (const moved of [first, second])
		await witness.waitFor("thread", ({ thread }) => thread.channelId === moved && thread.rev === 3);
	witness.close();
	const client = await bob.connect();
	const request = { channelId, afterSeq: lastSeq, afterRev: lastRev };
	await client.open({ ...request, threads });
	await waitUntil("both that moved are sent", () => client.of("thread").length === 2);
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

	// A client that names no threads gets the latest; one that knows all, or opens anew, gets none; and only the
	// channel's own threads.
	const other = await ada.createChannel(serverId, "elsewhere");
	for (const [more, serialized] of [
		[request, 3],
		[{ channelId, limit: 3 }, 0],
		[{ ...request, threads: now.map(({ thread }) => ({ channelId: thread?.channelId, rev: thread?.rev })) }, 0],
		[{ channelId: other, afterRev: 0, threads: threads.map((thread) => ({ ...thread, rev: 0 })) }, 0],
	] as const) {
		client.forget();
		await client.open(more);
		const received = () => client.of("thread").filter(({ seq }) => seq >= one.seq).length;
		await waitUntil(`the threads of ${JSON.stringify(more)} are sent`, () => received() >= serialized);
		await client.sendMessage(other, "a moment later");
		assert.equal(received(), serialized, JSON.stringify(more));
	}
	for (const bad of [1, [1], [{ channelId: 0, rev: 1 }], [{ channelId: first, rev: -1 }], [{ channelId: first }]]) {
		const { error } = await client.ask("channel:open", { ...request, threads: bad });
		assert.deepEqual([error?.code, Object.keys(error?.fields ?? {})[0]], ["invalid_request", "threads"]);
	}
	const many = Array.from({ length: 301 }, (_, n) => ({ channelId: n + 1, rev: 1 }));
	assert.equal((await client.ask("channel:open", { ...request, threads: many })).error?.code, "invalid_request");
	client.close();
});

test("of followed unread threads the latest 200 are listed, and the rest is counted", async () => {
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
