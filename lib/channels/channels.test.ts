import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, serverId, setUpCommunity } from "@/test/support/community";
import { range } from "@/test/support/socket-client";
import { tablesOf } from "@/test/support/traces";

setUpCommunity();

const create = (body: object) => ada.post(`/api/servers/${serverId}/channels`, body);

/** Presence events arrive at any time and do not concern channels. */
const isOfChannels = ({ event }: { event: string }) => event !== "presence";

test("rejects a channel name that is not 1–80 letters, digits, _ and - of any script", async () => {
	for (const name of [
		"",
		" ",
		"a b",
		"a.b",
		"#a",
		"a/b",
		"x".repeat(81),
		"🔥",
		"a\u0000",
		"a\u200bb",
		"\ud800",
		1,
		null,
	])
		assertRefused(await create({ name }), 400, "invalid_request", "name");
	for (const topic of ["x".repeat(1001), "\u0000", 1])
		assertRefused(await create({ name: "ok", topic }), 400, "invalid_request", "topic");
	for (const flag of ["true", 1, null])
		assertRefused(await create({ name: "ok", private: flag }), 400, "invalid_request", "private");
	for (const name of ["잡담", "über-uns_2", "x".repeat(80), "𝔘𝔫𝔦"])
		assert.equal((await create({ name })).status, 201, name);
});

test("a name is stored in lower case and is unique in its server, also under concurrency", async () => {
	assert.equal((await create({ name: " Maps " })).body.channel?.name, "maps");
	assertRefused(await create({ name: "MAPS" }), 409, "name_taken");
	const answers = await Promise.all(range(1, 8).map(() => create({ name: "race" })));
	assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...range(1, 7).map(() => 409)]);
	const second = await ada.createServer("Another");
	await ada.createChannel(second.serverId, "maps");
	const id = await ada.createChannel(serverId, "tracks");
	assertRefused(await ada.patch(`/api/channels/${id}`, { name: "Maps" }), 409, "name_taken");
	assert.equal((await ada.patch(`/api/channels/${id}`, { name: "TRACKS" })).body.channel?.name, "tracks");
});

test("position is an integer from 0 to 1,000,000 and orders the list", async () => {
	const id = await ada.createChannel(serverId, "first");
	for (const position of [-1, 1.5, 1_000_001, "1", null, 1e300])
		assertRefused(await ada.patch(`/api/channels/${id}`, { position }), 400, "invalid_request", "position");
	await ada.patch(`/api/channels/${id}`, { position: 0 });
	const listed = (await bob.get(`/api/servers/${serverId}`)).body.server?.channels.map(({ name }) => name) ?? [];
	assert.ok(listed.indexOf("first") <= 1, listed.join());
});

test("an empty change returns the channel unchanged", async () => {
	const id = await ada.createChannel(serverId, "still", { topic: "quiet" });
	const { body } = await ada.patch(`/api/channels/${id}`, {});
	assert.equal(body.channel?.topic, "quiet");
});

test("members receive a channel's creation, change and deletion, without anybody's counts; outsiders receive nothing", async () => {
	const [bobs, eves] = await Promise.all([bob.connect(), eve.connect()]);
	const id = await ada.createChannel(serverId, "news");
	const { channel } = await bobs.waitFor("channel:created", ({ channel }) => channel.id === id);
	assert.deepEqual(Object.keys(channel).sort(), [
		"archivedAt",
		"createdAt",
		"groupId",
		"id",
		"kind",
		"name",
		"permissions",
		"position",
		"private",
		"serverId",
		"slowModeSeconds",
		"topic",
	]);
	await ada.patch(`/api/channels/${id}`, { topic: "What happened" });
	assert.equal(
		(await bobs.waitFor("channel:updated", ({ channel }) => channel.id === id)).channel.topic,
		"What happened",
	);
	assert.equal((await ada.delete(`/api/channels/${id}`)).status, 204);
	assert.deepEqual(await bobs.waitFor("channel:deleted", ({ channelId }) => channelId === id), {
		serverId,
		channelId: id,
	});
	assert.deepEqual(eves.received, []);
	for (const client of [bobs, eves]) client.close();
});

test("no event of a deleted channel arrives after its deletion was acknowledged, and no request finds it", async () => {
	const id = await ada.createChannel(serverId, "doomed");
	const bobs = await bob.openSocket(id);
	const adas = await ada.openSocket(id);
	const sends = range(1, 30).map((n) =>
		adas.ask("message:send", { channelId: id, nonce: crypto.randomUUID(), content: `${n}` }),
	);
	assert.equal((await ada.delete(`/api/channels/${id}`)).status, 204);
	await Promise.all(sends);
	await sleep(1200);
	const end = bobs.received.findIndex(({ event }) => event === "channel:deleted");
	const later = bobs.received
		.slice(end + 1)
		.filter(({ payload }) => JSON.stringify(payload).includes(`"channelId":${id}`));
	assert.deepEqual(later, []);
	assertRefused(await bob.get(`/api/channels/${id}/messages`), 404, "channel_not_found");
	assert.equal((await bobs.ask("channel:open", { channelId: id })).error?.code, "channel_not_found");
	for (const client of [bobs, adas]) client.close();
});

test("a deleted channel or server leaves no row in any table, nor do its threads", async () => {
	const { serverId, channelId } = await ada.createServer("Left behind");
	await bob.join(serverId);
	for (const removed of [
		{ channel: await ada.createChannel(serverId, "goes-first"), path: (id: number) => `/api/channels/${id}` },
		{ channel: channelId, path: () => `/api/servers/${serverId}` },
	]) {
		const { channel, path } = removed;
		const file = await bob.uploadOk(channel, "a.txt", "hello");
		const poll = { question: "Which?", options: ["a", "b"] };
		const { seq } = await bob.sendMessage(channel, "@ada root", { attachmentIds: [file.id], poll });
		const thread = (await ada.post(`/api/channels/${channel}/messages/${seq}/thread`)).body.thread?.channelId ?? 0;
		await bob.sendMessage(thread, "@ada again");
		for (const place of [channel, thread]) {
			await bob.patch(`/api/channels/${place}/messages/1`, { content: "@ada edited" });
			await ada.put(`/api/channels/${place}/draft`, { content: "begun" });
			await ada.put(`/api/channels/${place}/messages/1/saved`);
			await ada.put(`/api/channels/${place}/messages/1/reactions/${encodeURIComponent("🔥")}`);
		}
		await ada.put(`/api/channels/${channel}/messages/${seq}/votes`, { options: [1] });
		await ada.put(`/api/channels/${channel}/level`, { level: "all" });
		const of = async () => [...(await tablesOf({ channel_id: channel })), ...(await tablesOf({ channel_id: thread }))];
		assert.ok((await of()).length > 15, `${await of()}`);
		assert.equal((await ada.delete(path(channel))).status, 204);
		assert.deepEqual(await of(), []);
		const [left] = await sql`select 1 from channels where id = any (${[channel, thread]}::bigint[])`;
		assert.equal(left, undefined);
	}
	// Files count for the server until the collector has deleted them.
	assert.deepEqual(await tablesOf({ server_id: serverId }), ["attachments"]);
});

test("only the creator and the owner see a private channel's creation, messages and activity", async () => {
	const [adas, bobs] = await Promise.all([ada.connect(), bob.connect()]);
	const id = await ada.createChannel(serverId, "staff", { private: true });
	await adas.waitFor("channel:created", ({ channel }) => channel.id === id);
	assert.equal((await bobs.ask("channel:open", { channelId: id })).error?.code, "channel_not_found");
	assert.equal((await bobs.ask("typing", { channelId: id })).error?.code, "channel_not_found");
	const send = { channelId: id, nonce: crypto.randomUUID(), content: "hi" };
	assert.equal((await bobs.ask("message:send", send)).error?.code, "channel_not_found");
	await adas.sendMessage(id, "between us @bob");
	await adas.waitFor("activity", ({ channels }) => channels.some(({ channelId }) => channelId === id));
	await ada.patch(`/api/channels/${id}`, { topic: "staff only" });
	await adas.waitFor("channel:updated", ({ channel }) => channel.id === id);
	await ada.delete(`/api/channels/${id}`);
	await adas.waitFor("channel:deleted", ({ channelId }) => channelId === id);
	await sleep(200);
	const received = bobs.received.filter(({ payload }) =>
		new RegExp(`"(channelI|i)d":${id}\\b`).test(JSON.stringify(payload)),
	);
	assert.deepEqual(received, []);
	for (const client of [adas, bobs]) client.close();
});

test("a channel made private sends nothing to the sockets of other members after the response, activity included", async () => {
	const id = await ada.createChannel(serverId, "turning");
	const [adas, bobs] = await Promise.all([ada.openSocket(id), bob.openSocket(id)]);
	await Promise.all(range(1, 10).map((n) => adas.sendMessage(id, `${n}`)));
	await bobs.waitFor("activity");
	let isPosting = true;
	const postAll = (async () => {
		while (isPosting) await adas.sendMessage(id, "still talking");
	})();
	await sleep(50);
	assert.equal((await ada.patch(`/api/channels/${id}`, { private: true })).status, 200);
	await bobs.waitFor("channel:deleted", ({ channelId }) => channelId === id);
	const end = bobs.received.findIndex(
		({ event, payload }) => event === "channel:deleted" && (payload as { channelId: number }).channelId === id,
	);
	await sleep(1500);
	isPosting = false;
	await postAll;
	assert.deepEqual(bobs.received.slice(end + 1).filter(isOfChannels), []);
	assertRefused(await bob.get(`/api/channels/${id}/messages`), 404, "channel_not_found");

	assert.equal((await ada.patch(`/api/channels/${id}`, { private: false })).status, 200);
	await bobs.waitFor("channel:created", ({ channel }) => channel.id === id);
	await bobs.open({ channelId: id });
	await adas.sendMessage(id, "all of us again");
	await bobs.waitFor("messages", ({ messages }) => messages.some(({ content }) => content === "all of us again"));
	for (const client of [adas, bobs]) client.close();
});

test("activity just before a channel is made private or deleted is not emitted to users without access", async () => {
	const [turning, doomed] = [
		await ada.createChannel(serverId, "soon-staff"),
		await ada.createChannel(serverId, "soon-gone"),
	];
	const bobs = await bob.connect();
	await Promise.all([ada.sendMessage(turning, "one"), ada.sendMessage(doomed, "one")]);
	await bobs.waitFor("activity");
	await Promise.all([ada.sendMessage(turning, "two"), ada.sendMessage(doomed, "two")]);
	await ada.patch(`/api/channels/${turning}`, { private: true });
	await ada.delete(`/api/channels/${doomed}`);
	await bobs.waitFor("channel:deleted", ({ channelId }) => channelId === doomed);
	bobs.forget();
	await sleep(1300);
	assert.deepEqual(bobs.received.filter(isOfChannels), []);
	bobs.close();
});

test("an action that waits while its channel is made private is rejected like any other", async () => {
	const id = await ada.createChannel(serverId, "closing");
	const seq = (await bob.sendMessage(id, "mine")).seq;
	const edits = range(1, 20).map((n) => bob.patch(`/api/channels/${id}/messages/${seq}`, { content: `edit ${n}` }));
	const [answer, ...rest] = await Promise.all([ada.patch(`/api/channels/${id}`, { private: true }), ...edits]);
	assert.equal(answer?.status, 200);
	for (const one of rest) assert.ok([200, 404].includes(one.status), one.text);
});

test("the topics of a server hold 256 KiB together, so that the channel list stays small, and shortening always works", async () => {
	const { serverId, channelId } = await ada.createServer("Wordy");
	await sql`
		insert into channels (server_id, name, creator_id, topic)
		select ${serverId}, 'topic-' || n, ${ada.id}, repeat('가', 1000) from generate_series(1, 87) n`;
	const topic = "가".repeat(1000);
	assertRefused(await ada.post(`/api/servers/${serverId}/channels`, { name: "more", topic }), 403, "forbidden");
	assertRefused(await ada.patch(`/api/channels/${channelId}`, { topic }), 403, "forbidden");
	assert.equal((await ada.post(`/api/servers/${serverId}/channels`, { name: "quiet" })).status, 201);
	const small = ["a", "b", "c"].map((name) =>
		ada.post(`/api/servers/${serverId}/channels`, { name, topic: "x".repeat(500) }),
	);
	assert.equal((await Promise.all(small)).filter(({ status }) => status === 201).length, 2);
	assert.equal((await ada.patch(`/api/channels/${channelId}`, { topic: "" })).status, 200);
});
