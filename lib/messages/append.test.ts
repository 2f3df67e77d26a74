import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { range } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";

setUpCommunity();

const send = (person: ApiClient, body: object, channel = channelId) =>
	person.post(`/api/channels/${channel}/messages`, { nonce: nonce(), content: "hi", ...body });

test("rejects content that is blank or not 1–4000 code points, a nonce that is not a UUID, and a missing field", async () => {
	for (const content of ["", " \n\t", "\u200b\u200d", "\ufeff", "x".repeat(4001), "a\u0000", "\ud83d", 1, null, ["a"]])
		assertRefused(await send(ada, { content }), 400, "invalid_request", "content");
	for (const bad of [
		"",
		"x",
		1,
		null,
		"123e4567-e89b-12d3-a456-42661417400",
		`${nonce()}0`,
		nonce().replaceAll("-", ""),
	])
		assertRefused(await send(ada, { nonce: bad }), 400, "invalid_request", "nonce");
	assertRefused(
		await ada.post(`/api/channels/${channelId}/messages`, { content: "x" }),
		400,
		"invalid_request",
		"nonce",
	);
	assertRefused(
		await ada.post(`/api/channels/${channelId}/messages`, { nonce: nonce() }),
		400,
		"invalid_request",
		"content",
	);
	assert.equal((await ada.get(`/api/channels/${channelId}/messages`)).body.lastSeq, 0);
	const flames = "🔥".repeat(4000);
	assert.equal((await ada.sendMessage(channelId, flames)).content, flames);
	assert.equal((await ada.sendMessage(channelId, `  ${"é".repeat(4000)}\n`)).content, "é".repeat(4000));
	assert.equal((await ada.sendMessage(channelId, " <b>bold</b>\n\n& “ok” ")).content, "<b>bold</b>\n\n& “ok”");
});

test("a reply names an existing message of the same channel, which may be deleted", async () => {
	const other = await ada.createChannel(serverId, "other");
	const { seq } = await ada.sendMessage(channelId, "parent");
	for (const replyTo of [0, -1, 1.5, "1", seq + 1, 999_999, 2 ** 53, true])
		assertRefused(await send(ada, { replyTo }), 400, "invalid_request", "replyTo");
	assertRefused(await send(ada, { replyTo: 1 }, other), 400, "invalid_request", "replyTo");
	await ada.delete(`/api/channels/${channelId}/messages/${seq}`);
	assert.equal((await bob.sendMessage(channelId, "reply", { replyTo: seq })).replyTo, seq);
	assert.equal((await bob.sendMessage(channelId, "none", { replyTo: null })).replyTo, null);
});

test("accepts an empty list of attachments, and rejects attachments that the author does not own", async () => {
	assert.equal((await send(ada, { attachmentIds: [] })).status, 201);
	assertRefused(await send(ada, { attachmentIds: [1] }), 400, "invalid_request", "attachmentIds");
	assertRefused(await send(ada, { attachmentIds: "1" }), 400, "invalid_request", "attachmentIds");
});

test("the response is the message as everybody will read it, and its author has read it", async () => {
	const channel = await ada.createChannel(serverId, "shape");
	const id = nonce();
	const { body } = await send(ada, { nonce: id.toUpperCase(), content: "first" }, channel);
	assert.ok(body.message);
	const { createdAt, ...message } = body.message;
	assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	assert.deepEqual(message, {
		channelId: channel,
		seq: 1,
		rev: 1,
		nonce: id,
		author: { id: ada.id, username: "ada", displayName: "ada", avatarUrl: null },
		content: "first",
		replyTo: null,
		editedAt: null,
		deletedAt: null,
		reactions: [],
		attachments: [],
	});
	const page = (await bob.get(`/api/channels/${channel}/messages`)).body;
	assert.deepEqual(page.messages, [body.message]);
	assert.equal((await ada.channelState(channel)).lastReadSeq, 1);
	assert.equal((await bob.channelState(channel)).lastReadSeq, 0);
});

test("a known nonce returns the existing message: with other text, other case, another transport, at any later time", async () => {
	const channel = await ada.createChannel(serverId, "nonces");
	const client = await ada.connect();
	const id = nonce();
	const first = await send(ada, { nonce: id, content: "first" }, channel);
	assert.equal(first.status, 201);
	for (const body of [{ content: "first" }, { content: "other words" }, { nonce: id.toUpperCase() }, { replyTo: 99 }]) {
		const again = await send(ada, { nonce: id, ...body }, channel);
		assert.equal(again.status, 200);
		assert.deepEqual(again.body, first.body);
	}
	const bySocket = await client.ask("message:send", {
		channelId: channel,
		nonce: id.toUpperCase(),
		content: "by socket",
	});
	assert.deepEqual(bySocket.message, first.body.message);
	const second = nonce();
	const sent = await client.ask("message:send", { channelId: channel, nonce: second, content: "second" });
	const byHttp = await send(ada, { nonce: second, content: "by HTTP" }, channel);
	assert.equal(byHttp.status, 200);
	assert.deepEqual(byHttp.body.message, sent.message);
	assert.equal((await ada.get(`/api/channels/${channel}/messages`)).body.lastSeq, 2);
	assertRefused(await send(ada, { nonce: id, content: "" }, channel), 400, "invalid_request", "content");
	client.close();
});

test("the nonce of an edited message returns its current state, and of a deleted one its tombstone", async () => {
	const channel = await ada.createChannel(serverId, "tombs");
	const id = nonce();
	await send(ada, { nonce: id, content: "before" }, channel);
	await ada.patch(`/api/channels/${channel}/messages/1`, { content: "after" });
	assert.equal((await send(ada, { nonce: id }, channel)).body.message?.content, "after");
	await ada.delete(`/api/channels/${channel}/messages/1`);
	const { status, body } = await send(ada, { nonce: id, content: "again" }, channel);
	assert.equal(status, 200);
	assert.equal(body.message?.content, "");
	assert.ok(body.message?.deletedAt);
	assert.equal((await ada.get(`/api/channels/${channel}/messages`)).body.lastSeq, 1);
});

test("an equal nonce of another author, or in another channel, creates another message", async () => {
	const [one, two] = [await ada.createChannel(serverId, "one"), await ada.createChannel(serverId, "two")];
	const id = nonce();
	const answers = await Promise.all([
		send(ada, { nonce: id, content: "ada’s" }, one),
		send(bob, { nonce: id, content: "bob’s" }, one),
		send(ada, { nonce: id, content: "elsewhere" }, two),
	]);
	assert.deepEqual(
		answers.map(({ status }) => status),
		[201, 201, 201],
	);
	assert.deepEqual(
		answers
			.slice(0, 2)
			.map(({ body }) => body.message?.seq)
			.sort(),
		[1, 2],
	);
	assert.deepEqual(
		answers.map(({ body }) => body.message?.content),
		["ada’s", "bob’s", "elsewhere"],
	);
});

test("one nonce sent many times at once makes one message, by socket and by HTTP", async () => {
	const channel = await ada.createChannel(serverId, "at-once");
	const client = await ada.connect();
	const id = nonce();
	const sent = await Promise.all([
		...range(1, 10).map((n) => send(ada, { nonce: id, content: `${n}` }, channel).then(({ body }) => body.message)),
		...range(1, 10).map((n) =>
			client.ask("message:send", { channelId: channel, nonce: id, content: `s${n}` }).then((ack) => ack.message),
		),
	]);
	for (const message of sent) assert.deepEqual(message, sent[0]);
	assert.equal((await ada.get(`/api/channels/${channel}/messages`)).body.lastSeq, 1);
	assert.deepEqual((await ada.get(`/api/channels/${channel}/messages`)).body.messages, [sent[0]]);
	client.close();
});

test("access is checked before the nonce: a former member is rejected even for a message they sent", async () => {
	const place = await ada.createServer("Leaving");
	const den = await ada.createServer("Den", { visibility: "private" });
	await bob.join(place.serverId);
	await ada.addMember(den.serverId, bob);
	const client = await bob.connect();
	for (const [where, code, status] of [
		[place, "not_member", 403],
		[den, "channel_not_found", 404],
	] as const) {
		const id = nonce();
		await send(bob, { nonce: id }, where.channelId);
		await bob.leave(where.serverId);
		assertRefused(await send(bob, { nonce: id }, where.channelId), status, code);
		const ack = await client.ask("message:send", { channelId: where.channelId, nonce: id, content: "hi" });
		assert.equal(ack.error?.code, code);
	}
	assertRefused(await send(eve, {}), 403, "not_member");
	client.close();
});

test("seqs have no gaps and follow the order of commits, for all senders and transports", async () => {
	const channel = await ada.createChannel(serverId, "busy");
	const crowd = await world.createUsers(...range(1, 8).map((n) => `talker${n}`));
	const listener = await ada.openSocket(channel);
	const sockets = await Promise.all(
		crowd.map(async (person) => {
			await person.join(serverId);
			return person.connect();
		}),
	);
	const acknowledged = await Promise.all(
		range(1, 400).map(async (n) => {
			const [person, client] = [crowd[n % 8], sockets[n % 8]];
			assert.ok(person && client);
			return n % 3 ? client.sendMessage(channel, `${n}`) : person.sendMessage(channel, `${n}`);
		}),
	);
	assert.deepEqual(
		acknowledged.map(({ seq }) => seq).sort((a, b) => a - b),
		range(1, 400),
	);
	assert.ok(acknowledged.every(({ seq, rev }) => seq === rev));
	await listener.waitFor("messages", ({ rev }) => rev === 400);
	assert.deepEqual(listener.seqs(channel), range(1, 400));
	const received = new Map(listener.of("messages").flatMap(({ messages }) => messages.map((m) => [m.seq, m])));
	for (const message of acknowledged) {
		const { reactions, ...rest } = message;
		assert.deepEqual({ ...received.get(message.seq), reactions }, { ...rest, reactions });
	}
	for (const event of listener.of("messages")) assert.equal(event.rev, event.messages.at(-1)?.rev);
	const stored = [];
	for (let after = 0; after < 400; after += 100)
		stored.push(...((await bob.get(`/api/channels/${channel}/messages?after=${after}&limit=100`)).body.messages ?? []));
	const bySeq = [...acknowledged].sort((a, b) => a.seq - b.seq);
	assert.deepEqual(stored, bySeq);
	for (const client of [listener, ...sockets]) client.close();
});

test("an invalid draft never affects others in the same batch", async () => {
	const channel = await ada.createChannel(serverId, "mixed");
	const [adas, eves] = await Promise.all([ada.connect(), eve.connect()]);
	const id = nonce();
	const draft = (extra: object) => ({ channelId: channel, nonce: nonce(), content: "hi", ...extra });
	const acks = await Promise.all([
		adas.ask("message:send", draft({})),
		eves.ask("message:send", draft({})),
		adas.ask("message:send", draft({ replyTo: 77 })),
		adas.ask("message:send", draft({ nonce: id })),
		adas.ask("message:send", draft({ nonce: id })),
		adas.ask("message:send", draft({ content: "" })),
		adas.ask("message:send", draft({})),
	]);
	assert.deepEqual(
		acks.map((ack) => ack.message?.seq ?? ack.error?.code),
		[1, "not_member", "invalid_request", 2, 2, "invalid_request", 3],
	);
	for (const client of [adas, eves]) client.close();
});

test("every send during the deletion of a server gets a defined response", async () => {
	for (let round = 0; round < 3; round++) {
		const doomed = await ada.createServer("Doomed");
		await bob.join(doomed.serverId);
		const client = await bob.openSocket(doomed.channelId);
		const sends = range(1, 150).map((n) =>
			client.ask("message:send", { channelId: doomed.channelId, nonce: nonce(), content: `${n} @ada` }),
		);
		const gone = await ada.delete(`/api/servers/${doomed.serverId}`);
		assert.equal(gone.status, 204);
		for (const ack of await Promise.all(sends))
			assert.ok(ack.ok || ack.error?.code === "channel_not_found", JSON.stringify(ack));
		client.close();
	}
});
