import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { append } from "../import/append";
import type { Message } from "../realtime/protocol";
import { readAfter } from "./changes-since";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let carol: ApiClient;
let serverId: number;
let channelId: number;

before(async () => {
	world = await TestServer.open();
	[ada, bob, carol] = (await world.createUsers("ada", "bob", "carol", "outsider")) as [ApiClient, ApiClient, ApiClient];
	({ serverId, channelId } = await ada.createServer("Names"));
	for (const person of [bob, carol]) await person.join(serverId);
});
after(() => world.close());

const path = (channel: number, seq?: number) => `/api/channels/${channel}/messages${seq ? `/${seq}` : ""}`;
const named = async (content: string, { by = bob, channel = channelId } = {}) =>
	(await by.sendMessage(channel, content)).mentions;
const edited = async (seq: number, content: string) => {
	const { status, text, body } = await bob.patch(path(channelId, seq), { content });
	assert.equal(status, 200, text);
	return body.message?.mentions;
};
/** The users that a message mentions, according to the inbox and the counts. */
const mentionsOf = async (seq: number, channel = channelId) => {
	const rows = await sql<{ username: string }[]>`
		select u.username from mentions n join users u on u.id = n.user_id
		where n.channel_id = ${channel} and n.seq = ${seq} order by u.username`;
	return rows.map(({ username }) => username);
};
const inCrowdOf = async (members: number, work: () => Promise<void>) => {
	await sql`update servers set member_count = ${members} where id = ${serverId}`;
	await work();
	await sql`update servers set member_count = 3 where id = ${serverId}`;
};

test("a message never mentions outsiders, unknown names or its own author", async () => {
	for (const content of [
		"@outsider",
		"@nobody.at_all",
		"@bob",
		"@BOB.",
		"`@ada` and @ada@host.example",
		"@",
		"words",
	]) {
		const message = await bob.sendMessage(channelId, content);
		assert.equal("mentions" in message, false, content);
		assert.deepEqual(await mentionsOf(message.seq), [], content);
	}
});

test("in a private channel only users who may see it are mentioned, also by an edit", async () => {
	const channel = await ada.createChannel(serverId, "den", { private: true });
	await sql`insert into overrides (channel_id, user_id, allow) values (${channel}, ${bob.id}, 1)`;
	assert.deepEqual(await named("@carol @ada", { channel }), ["ada"]);
	const { seq } = await bob.sendMessage(channel, "@ada");
	const { body } = await bob.patch(path(channel, seq), { content: "@carol @ada again" });
	assert.deepEqual(body.message?.mentions, ["ada"]);
});

test("the twenty-first name is not mentioned", async () => {
	const others = Array.from({ length: 20 }, (_, n) => `@nobody${n}`);
	assert.equal(await named([...others, "@carol"].join(" ")), undefined);
	assert.deepEqual(await named([...others.slice(1), "@carol", "@ada"].join(" ")), ["carol"]);
});

test("above a hundred members only the owner may mention everyone and here, also by an edit", async () => {
	await inCrowdOf(101, async () => {
		assert.equal(await named("@everyone and @here"), undefined);
		assert.deepEqual(await named("@everyone, @carol"), ["carol"]);
		assert.deepEqual(await named("@here and @everyone", { by: ada }), ["here", "everyone"]);
		const { seq } = await bob.sendMessage(channelId, "quiet");
		assert.equal(await edited(seq, "@everyone"), undefined);
	});
	await inCrowdOf(100, async () => assert.deepEqual(await named("@everyone"), ["everyone"]));
});

test("an imported message mentions nobody", async () => {
	const elsewhere = await ada.createChannel(serverId, "imported");
	const [author] = await sql<
		{ id: number }[]
	>`insert into users (username, display_name, kind) values ('old', 'old', 'placeholder') returning id`;
	const draft = { nonce: randomUUID(), content: "@ada @everyone", at: "2020-01-01T00:00:00Z", parent: null };
	await append(elsewhere, [{ ...draft, authorId: author?.id ?? 0 }]);
	const [message] = (await ada.get(path(elsewhere))).body.messages ?? [];
	assert.equal(message?.content, draft.content);
	assert.equal("mentions" in (message ?? {}), false);
});

test("a block is invisible: a user who blocked the author stays among the mentions but is not notified", async () => {
	assert.equal((await carol.put(`/api/blocks/${bob.id}`)).status, 204);
	const message = await bob.sendMessage(channelId, "@carol @ada");
	assert.deepEqual([message.mentions, await mentionsOf(message.seq)], [["carol", "ada"], ["ada"]]);
	for (const [content, mentions] of [
		["@carol", ["carol"]],
		["nobody", undefined],
		["@carol once more, and @ada", ["carol", "ada"]],
	] as const)
		assert.deepEqual(await edited(message.seq, content), mentions, content);
	await carol.delete(`/api/blocks/${bob.id}`);
});

test("an edit adds and removes mentions, an unchanged text keeps them, and a deletion leaves none", async () => {
	const client = await ada.openSocket(channelId);
	const { seq } = await bob.sendMessage(channelId, "words");
	for (const [content, mentions] of [
		["@Carol, words", ["carol"]],
		["@ada and @carol and @ada", ["ada", "carol"]],
		["@outsider @everyone", ["everyone"]],
		["`@carol`", undefined],
		["@carol", ["carol"]],
	] as const) {
		assert.deepEqual(await edited(seq, content), mentions, content);
		const { message } = await client.waitFor("message:updated", (event) => event.message.content === content);
		assert.deepEqual(message.mentions, mentions, content);
	}
	await bob.delete(path(channelId, seq));
	const [tombstone] = (await ada.get(`${path(channelId)}?around=${seq}&limit=1`)).body.messages ?? [];
	assert.ok(tombstone?.deletedAt);
	assert.equal("mentions" in tombstone, false);
	client.close();
});

test("members who leave or join later change nothing in earlier mentions", async () => {
	const dan = await world.createUser("dan");
	const { seq } = await bob.sendMessage(channelId, "@dan @carol @everyone");
	await dan.join(serverId);
	await carol.leave(serverId);
	await inCrowdOf(500, async () => {
		const [message] = (await ada.get(`${path(channelId)}?around=${seq}&limit=1`)).body.messages ?? [];
		assert.deepEqual(message?.mentions, ["carol", "everyone"]);
	});
	await carol.join(serverId);
	await dan.leave(serverId);
});

test("a message has the same mentions wherever it is serialized, and all of them are notified", async () => {
	const client = await ada.openSocket(channelId);
	const sent = await client.sendMessage(channelId, "words");
	const content = "marzipan for @CAROL, @outsider, `@bob`, @ada and @carol";
	const message = await bob.sendMessage(channelId, content, { poll: { question: "Which?", options: ["a", "b"] } });
	const expected = ["carol", "ada"];
	assert.deepEqual(await mentionsOf(message.seq), ["ada", "carol"]);
	await bob.put(`${path(channelId, message.seq)}/pin`);
	await ada.put(`${path(channelId, message.seq)}/pin`);
	await ada.put(`${path(channelId, message.seq)}/saved`);
	const { body: begun } = await ada.post(`${path(channelId, message.seq)}/thread`, {});
	await ada.sendMessage(begun.thread?.channelId ?? 0, "a reply");
	const received = await client.waitFor("messages", (event) => event.messages.some(({ seq }) => seq === message.seq));
	const known = await bob.post(path(channelId), { nonce: message.nonce, content: "again" });
	const caught = await client.open({ channelId, afterSeq: sent.seq });
	const serialized: Record<string, Message[] | undefined> = {
		sent: [message],
		known: [known.body.message].flatMap((one) => one ?? []),
		received: received.messages,
		updated: client.of("message:updated").map((event) => event.message),
		healed: (await readAfter(channelId, sent.rev)).flatMap((change) => (change.kind === "born" ? change.message : [])),
		caught: caught.messages,
		newest: (await ada.get(path(channelId))).body.messages,
		around: (await ada.get(`${path(channelId)}?around=${message.seq}`)).body.messages,
		pins: (await ada.get(`/api/channels/${channelId}/pins`)).body.messages,
		saved: (await ada.get("/api/saved")).body.saved?.map((one) => one.message),
		threads: (await ada.get(`/api/channels/${channelId}/threads`)).body.messages,
		inbox: (await carol.get("/api/inbox")).body.items?.map((one) => one.message),
		unreads: (await carol.get("/api/inbox?tab=unreads")).body.items?.flatMap((one) => one.messages),
	};
	await waitUntil("it is found", async () => {
		serialized.found = (await ada.get("/api/search?q=marzipan")).body.results?.map((one) => one.message);
		return (serialized.found?.length ?? 0) > 0;
	});
	for (const [where, messages] of Object.entries(serialized)) {
		const found = messages?.filter(({ nonce }) => nonce === message.nonce) ?? [];
		assert.ok(found.length > 0, `${where}: ${JSON.stringify(messages)}`);
		for (const one of found) assert.deepEqual(one.mentions, expected, where);
	}
	client.close();
});

test("each of many concurrent messages has its own mentions, whichever others are rejected", async () => {
	const file = await bob.uploadOk(channelId, "a.txt", "words");
	const wanted: [content: string, extra: object, mentions: string[] | undefined][] = [
		["plain", {}, undefined],
		["@carol one", {}, ["carol"]],
		["@carol lost", { replyTo: 999_999 }, undefined],
		["@outsider two", {}, undefined],
		["@ada three", { poll: { question: "?", options: ["a", "b"] } }, ["ada"]],
		["@everyone four", { attachmentIds: [file.id] }, ["everyone"]],
		["@ada @carol five", {}, ["ada", "carol"]],
	];
	const answers = await Promise.all(
		wanted.map(([content, extra]) => bob.post(path(channelId), { nonce: randomUUID(), content, ...extra })),
	);
	for (const [index, [content, , mentions]] of wanted.entries()) {
		const { status, body } = answers[index] ?? assert.fail();
		assert.equal(status, content.includes("lost") ? 400 : 201, content);
		assert.deepEqual(body.message?.mentions, mentions, content);
	}
	const { messages = [] } = (await ada.get(`${path(channelId)}?before=1000000`)).body;
	for (const [content, , mentions] of wanted.filter(([content]) => !content.includes("lost")))
		assert.deepEqual(messages.find((one) => one.content === content)?.mentions, mentions, content);
});

test("a broadcast shows its reply's mentions and notifies nobody, also when it is edited", async () => {
	const root = await ada.sendMessage(channelId, "root");
	const { body } = await bob.post(`${path(channelId, root.seq)}/thread`, {});
	const thread = body.thread?.channelId ?? 0;
	const reply = await bob.sendMessage(thread, "@carol and @outsider", { echo: true });
	assert.deepEqual([reply.mentions, await mentionsOf(reply.seq, thread)], [["carol"], ["carol"]]);
	const echo = (await ada.get(path(channelId))).body.messages?.at(-1);
	assert.deepEqual([echo?.echoOf, echo?.mentions], [{ channelId: thread, seq: reply.seq }, ["carol"]]);
	const { seq = 0 } = echo ?? {};
	assert.deepEqual(await edited(seq, "@carol, @ada and @everyone"), ["carol"]);
	assert.deepEqual(await mentionsOf(seq), []);
	assert.equal(await edited(seq, "@ada"), undefined);
	assert.deepEqual(await mentionsOf(seq), []);
});

test("older messages get the mentions that can be reconstructed, without revealing blocks", async () => {
	const old = await ada.createChannel(serverId, "old");
	const later = await world.createUser("later");
	for (const content of ["@carol, @outsider and @later", "@bob", "@here is fine", "mail@nobody", "plain"])
		await bob.sendMessage(old, content);
	await later.join(serverId);
	assert.equal((await carol.put(`/api/blocks/${bob.id}`)).status, 204);
	await sql`alter table messages drop column mentions`;
	await sql.unsafe(readFileSync("db/migrations/0018_mentions.sql", "utf8"));
	const { messages = [] } = (await ada.get(`${path(old)}?after=0`)).body;
	assert.deepEqual(
		messages.map(({ mentions }) => mentions),
		[["carol"], undefined, ["here"], undefined, undefined],
	);
	const [imported] = await sql`select mentions from messages where content = '@ada @everyone'`;
	assert.equal(imported?.mentions, null);
});
