import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiClient, assertRefused } from "./support/api-client";
import { nonce, TestServer } from "./support/test-server";

let world: TestServer;
let ada: ApiClient;
let serverId: number;
let channelId: number;
let path: string;

before(async () => {
	world = await TestServer.open();
	ada = await world.createUser("ada");
	({ serverId, channelId } = await ada.createServer("Contour"));
	path = `/api/channels/${channelId}/messages`;
});
after(() => world.close());

const poll = { question: "Which day?", options: ["Sat", "Sun"] };

test("every call accepts a number in a query only as decimal digits", async () => {
	const { seq } = await ada.sendMessage(channelId, "", { poll });
	await ada.put(`${path}/${seq}/reactions/${encodeURIComponent("🔥")}`);
	const lists = [
		`${path}?`,
		`/api/channels/${channelId}/threads?`,
		`/api/servers/${serverId}/members?`,
		"/api/servers?",
		"/api/saved?",
		"/api/inbox?",
		"/api/inbox?tab=unreads&",
		"/api/users?q=ada&",
		"/api/search?q=day&",
		`${path}/${seq}/reactions/${encodeURIComponent("🔥")}?`,
		`${path}/${seq}/votes?option=0&`,
	].map((list) => [`${list}limit=`, "limit"] as const);
	const places = (["before", "after", "around"] as const).map((place) => [`${path}?${place}=`, place] as const);
	const others = [
		[`/api/channels/${channelId}/threads?before=`, "before"],
		[`${path}/${seq}/votes?option=`, "option"],
	] as const;
	for (const [call, field] of [...lists, ...places, ...others]) {
		assert.equal((await ada.get(`${call}1`)).status, 200, call);
		for (const odd of [
			...["0x1", "1e0", "1.0", "%201", "1%20", "+1", "%2B1", "01", "", "-1", "0b1", "0o1", "1_0", "1n", "NaN"],
			...["Infinity", "true", "null", "%EF%BC%91", "%D9%A1", "1%00", "1%0A", "9007199254740993", "1,0", "[1]"],
		])
			assertRefused(await ada.get(`${call}${odd}`), 400, "invalid_request", field);
	}
});

test("a validation error names the field as the contract does, also for one item of a list", async () => {
	for (const [body, field] of [
		[{ attachmentIds: ["x"] }, "attachmentIds"],
		[{ attachmentIds: [1, -1] }, "attachmentIds"],
		[{ attachmentIds: [1, 1] }, "attachmentIds"],
		[{ attachmentIds: 1 }, "attachmentIds"],
		[{ attachmentIds: [999_999] }, "attachmentIds"],
		[{ replyTo: 999_999 }, "replyTo"],
		[{ replyTo: 1.5 }, "replyTo"],
		[{ replyTo: "1" }, "replyTo"],
		[{ poll: 1 }, "poll"],
		[{ poll: { ...poll, options: ["one"] } }, "poll.options"],
		[{ poll: { ...poll, options: ["one", ""] } }, "poll.options"],
		[{ poll: { ...poll, options: ["one", "x".repeat(101)] } }, "poll.options"],
		[{ poll: { ...poll, options: ["one", "one"] } }, "poll.options"],
		[{ poll: { ...poll, question: "" } }, "poll.question"],
		[{ poll: { ...poll, endsAt: "soon" } }, "poll.endsAt"],
		[{ poll: { ...poll, colour: "red" } }, "poll.colour"],
		[{ echo: "yes" }, "echo"],
	] as const) {
		const answer = await ada.post(path, { nonce: nonce(), content: "x", ...body });
		assertRefused(answer, 400, "invalid_request", field);
		assert.deepEqual(Object.keys(answer.body.error?.fields ?? {}), [field], answer.text);
	}
	for (const [call, body, field] of [
		["/api/inbox/read", { marks: [{ channelId: 1, seq: -1 }] }, "marks"],
		["/api/account/keywords", { keywords: ["fine", "x"] }, "keywords"],
	] as const)
		assertRefused(await ada.put(call, body), 400, "invalid_request", field);
	const { seq } = await ada.sendMessage(channelId, "", { poll });
	for (const options of [["x"], [10], [1, 1], [-1]])
		assertRefused(await ada.put(`${path}/${seq}/votes`, { options }), 400, "invalid_request", "options");
});

test("when two users start a thread at the same time, one gets 201 and the other 200, for the same thread", async () => {
	const bob = await world.createUser("bob");
	await bob.join(serverId);
	for (let n = 0; n < 40; n++) {
		const { seq } = await ada.sendMessage(channelId, `shall we, the ${n}th time`);
		const call = `${path}/${seq}/thread`;
		const answers = await Promise.all([ada.post(call), bob.post(call), ...(n % 4 === 0 ? [ada.post(call)] : [])]);
		const statuses = answers.map(({ status }) => status).sort();
		assert.deepEqual(statuses, n % 4 === 0 ? [200, 200, 201] : [200, 201]);
		assert.equal(new Set(answers.map(({ body }) => body.thread?.channelId)).size, 1);
		assert.equal((await bob.post(call)).status, 200);
	}
});

test("every answer marks the user's own votes in a poll, also without votes, and events never do", async () => {
	const bob = await world.createUser("bea");
	await bob.join(serverId);
	const client = await bob.openSocket(channelId);
	const own = await ada.openSocket(channelId);
	const votesIn = (message?: { poll?: { options: object[] } }) =>
		message?.poll?.options.map((option) => ("me" in option ? option.me : "absent"));
	const asked = [
		await ada.sendMessage(channelId, "", { poll }),
		await own.sendMessage(channelId, "", { poll }),
		(await own.ask("message:send", { channelId, nonce: nonce(), content: "three", poll })).message,
	];
	for (const message of asked) assert.deepEqual(votesIn(message), [false, false]);
	const seqs = asked.map((message) => message?.seq ?? 0);
	const [first = 0, second = 0, third = 0] = seqs;
	const again = await ada.post(path, { nonce: asked[0]?.nonce, content: "", poll });
	assert.deepEqual(votesIn(again.body.message), [false, false]);
	await ada.put(`${path}/${third}/votes`, { options: [1] });
	for (const [person, mine] of [
		[ada, [false, true]],
		[bob, [false, false]],
	] as const) {
		const expected = [[false, false], [false, false], mine];
		const received = [
			(await person.get(`${path}?limit=3`)).body.messages,
			(await person.get(`${path}?after=${first - 1}`)).body.messages,
			(await person.get(`${path}?around=${second}`)).body.messages,
			(await (await person.connect()).open({ channelId, limit: 3 })).messages,
			(await (await person.connect()).open({ channelId, afterSeq: first - 1 })).messages,
		];
		for (const messages of received)
			assert.deepEqual(messages?.filter(({ seq }) => seqs.includes(seq)).map(votesIn), expected);
	}
	assert.deepEqual(votesIn((await ada.patch(`${path}/${second}`, { content: "which" })).body.message), [false, false]);
	await ada.put(`${path}/${second}/pin`);
	assert.deepEqual(votesIn((await ada.get(`/api/channels/${channelId}/pins`)).body.messages?.[0]), [false, false]);
	await client.waitFor("message:updated", ({ message }) => message.pinnedAt !== undefined);
	for (const { messages } of client.of("messages"))
		for (const message of messages) assert.deepEqual(votesIn(message), ["absent", "absent"]);
	for (const { message } of client.of("message:updated")) assert.deepEqual(votesIn(message), ["absent", "absent"]);
});

test("a nonce that is not a UUID is rejected; the same nonce from another user creates another server", async () => {
	for (const bad of ["", "x", 1, null, "00000000-0000-0000-0000-00000000000g"]) {
		assertRefused(
			await ada.post("/api/servers", { name: "No", categoryId: 1, nonce: bad }),
			400,
			"invalid_request",
			"nonce",
		);
		const call = `/api/servers/${serverId}/channels`;
		assertRefused(await ada.post(call, { name: "no", nonce: bad }), 400, "invalid_request", "nonce");
	}
	const cleo = await world.createUser("cleo");
	const wanted = { name: "Twice", categoryId: 1, nonce: nonce() };
	const [one, other] = [await ada.post("/api/servers", wanted), await cleo.post("/api/servers", wanted)];
	assert.deepEqual([one.status, other.status], [201, 201]);
	assert.notEqual(one.body.server?.id, other.body.server?.id);
});

test("repeated and concurrent requests with the same nonce create a server or channel once", async () => {
	for (let n = 0; n < 5; n++) {
		const wanted = { name: `Again ${n}`, categoryId: 1, nonce: nonce() };
		const [first, ...more] = await Promise.all(Array.from({ length: 6 }, () => ada.post("/api/servers", wanted)));
		const again = await ada.post("/api/servers", { ...wanted, nonce: wanted.nonce.toUpperCase(), name: "Other" });
		const servers = [first, ...more, again];
		assert.deepEqual(servers.map((answer) => answer?.status).sort(), [...Array(6).fill(200), 201]);
		assert.equal(again.status, 200);
		assert.equal(again.body.server?.name, wanted.name);
		assert.equal(new Set(servers.map((answer) => answer?.body.server?.id)).size, 1);
		const call = `/api/servers/${again.body.server?.id}/channels`;
		const channel = { name: "side", nonce: nonce() };
		const made = await Promise.all(Array.from({ length: 6 }, () => ada.post(call, channel)));
		assert.deepEqual(made.map(({ status }) => status).sort(), [...Array(5).fill(200), 201]);
		assert.equal(new Set(made.map(({ body }) => body.channel?.id)).size, 1);
		assert.equal((await ada.post(call, { ...channel, name: "renamed" })).body.channel?.name, "side");
		assertRefused(await ada.post(call, { ...channel, nonce: nonce() }), 409, "name_taken");
	}
	const { body } = await ada.get("/api/servers?mine=true");
	assert.equal(body.servers?.filter(({ name }) => name.startsWith("Again")).length, 5);
});

test("only the answer to creating or changing a channel contains the counts and levels its creator may see", async () => {
	const bob = await world.createUser("ben");
	await bob.join(serverId);
	const client = await bob.connect();
	const made = await ada.post(`/api/servers/${serverId}/channels`, { name: "counted", topic: "of all" });
	const id = made.body.channel?.id ?? 0;
	const counts = { lastSeq: 0, lastRev: 0, lastReadSeq: 0, mentionCount: 0, level: null, mutedUntil: null };
	const expected = { id, serverId, name: "counted", topic: "of all", private: false };
	assert.deepEqual({ ...made.body.channel, ...expected, ...counts }, made.body.channel);
	assert.deepEqual(made.body.channel, await ada.channelState(id));
	await bob.sendMessage(id, "one for @ada");
	await bob.sendMessage(id, "two");
	await ada.put(`/api/channels/${id}/level`, { level: "all" });
	for (const change of [{ topic: "now" }, {}, { private: true }]) {
		const { body, text } = await ada.patch(`/api/channels/${id}`, change);
		assert.deepEqual(body.channel, await ada.channelState(id), text);
		assert.equal(body.channel?.lastSeq, 2);
		assert.equal(body.channel?.mentionCount, 1);
		assert.equal(body.channel?.level, "all");
	}
	const received = [
		await client.waitFor("channel:created", ({ channel }) => channel.id === id),
		await client.waitFor("channel:updated", ({ channel }) => channel.id === id),
	];
	for (const { channel } of received) for (const count of Object.keys(counts)) assert.ok(!(count in channel), count);
});

test("concurrent handshakes and channel openings are authorised individually for members, outsiders and signed-out users", async () => {
	const den = await ada.createServer("Den", { visibility: "private" });
	const members = await world.createUsers(...Array.from({ length: 12 }, (_, n) => `member${n}`));
	for (const member of members) await member.join(serverId);
	const outsiders = await world.createUsers("out1", "out2");
	const refusals = [world.guest(), world.guest()].map((nobody) =>
		nobody.connect().then(
			() => "connected",
			(error: Error & { data?: { code?: string } }) => error.data?.code,
		),
	);
	const client = await Promise.all([...members, ...outsiders].map((person) => person.connect()));
	assert.deepEqual(await Promise.all(refusals), ["unauthenticated", "unauthenticated"]);
	const opened = await Promise.all(
		client.flatMap((one) => [
			one.ask("channel:open", { channelId }),
			one.ask("channel:open", { channelId: den.channelId }),
			one.ask("channel:open", { channelId: 999_999 }),
		]),
	);
	const codes = opened.map(({ ok, error }) => (ok ? "ok" : error?.code));
	const one = (first: string) => [first, "channel_not_found", "channel_not_found"];
	assert.deepEqual(codes, [...members.flatMap(() => one("ok")), ...outsiders.flatMap(() => one("not_member"))]);
	for (const each of client) each.close();
});
