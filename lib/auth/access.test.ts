import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { nonce, TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let nobody: ApiClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	nobody = world.guest();
});
after(() => world.close());

const never = 987_654_321;

/** All requests about a server, and about a channel. */
const aboutServer = (id: number): [string, string, object?][] => [
	["GET", `/api/servers/${id}`],
	["HEAD", `/api/servers/${id}`],
	["PATCH", `/api/servers/${id}`, { name: "Mine" }],
	["DELETE", `/api/servers/${id}`],
	["GET", `/api/servers/${id}/members`],
	["GET", `/api/servers/${id}/members?limit=0`],
	["PUT", `/api/servers/${id}/members/eve`],
	["POST", `/api/servers/${id}/channels`, { name: "x" }],
	["GET", `/api/membership/${id}`],
	["POST", `/api/membership/${id}`],
	["DELETE", `/api/membership/${id}`],
];
const aboutChannel = (id: number): [string, string, object?][] => [
	["PATCH", `/api/channels/${id}`, { name: "x" }],
	["DELETE", `/api/channels/${id}`],
	["GET", `/api/channels/${id}/messages`],
	["GET", `/api/channels/${id}/messages?limit=0`],
	["POST", `/api/channels/${id}/messages`, { nonce: nonce(), content: "hi" }],
	["POST", `/api/channels/${id}/messages`, { wrong: true }],
	["PATCH", `/api/channels/${id}/messages/1`, { content: "hi" }],
	["DELETE", `/api/channels/${id}/messages/1`],
	["PUT", `/api/channels/${id}/messages/1/reactions/🔥`],
	["PUT", `/api/channels/${id}/messages/1/reactions/nonsense`],
	["DELETE", `/api/channels/${id}/messages/1/reactions/🔥`],
	["PUT", `/api/channels/${id}/read`, { seq: 1 }],
];

/** Sends the same requests about a hidden resource and about one that never existed, and expects equal responses. */
async function cannotLearn(person: ApiClient, about: typeof aboutServer, hidden: number): Promise<void> {
	const asked = about(hidden);
	for (const [index, [method, path, body]] of about(never).entries()) {
		const [, hiddenPath = ""] = asked[index] ?? [];
		const unknown = await person.call(method, encodeURI(path), { body });
		const answer = await person.call(method, encodeURI(hiddenPath), { body });
		assert.equal(answer.status, unknown.status, `${method} ${path}`);
		assert.equal(answer.text, unknown.text, `${method} ${path}`);
		const headers = (all: typeof answer.headers) => ({ ...all, date: "", "x-request-id": "" });
		assert.deepEqual(headers(answer.headers), headers(unknown.headers), `${method} ${path}`);
		assert.ok([401, 404].includes(answer.status), `${method} ${path}: ${answer.text}`);
	}
}

test("an outsider cannot learn that a private server, its channels, messages or membership exist", async () => {
	const { serverId, channelId } = await ada.createServer("Secret", { visibility: "private" });
	await ada.sendMessage(channelId, "a secret");
	for (const person of [eve, nobody]) {
		await cannotLearn(person, aboutServer, serverId);
		await cannotLearn(person, aboutChannel, channelId);
	}
});

test("a former member cannot learn that a private server still exists", async () => {
	const { serverId, channelId } = await ada.createServer("Left", { visibility: "private" });
	await ada.addMember(serverId, bob);
	assert.equal((await bob.get(`/api/channels/${channelId}/messages`)).status, 200);
	await bob.leave(serverId);
	await cannotLearn(bob, aboutServer, serverId);
	await cannotLearn(bob, aboutChannel, channelId);
});

test("a private channel looks nonexistent to members without access and to outsiders", async () => {
	const { serverId } = await ada.createServer("Contour");
	await bob.join(serverId);
	const channelId = await ada.createChannel(serverId, "staff", { private: true });
	await ada.sendMessage(channelId, "only us");
	for (const person of [bob, eve, nobody]) await cannotLearn(person, aboutChannel, channelId);
	for (const person of [bob, eve, nobody]) {
		const { text } = await person.get(`/api/servers/${serverId}`);
		assert.doesNotMatch(text, /staff/);
	}
	assert.doesNotMatch((await bob.get("/api/servers?mine=true")).text, /staff/);
});

test("a public server's channels answer an outsider with not_member and show no content", async () => {
	const { serverId, channelId } = await ada.createServer("Open");
	await ada.sendMessage(channelId, "for members");
	for (const [method, path, body] of aboutChannel(channelId)) {
		const answer = await eve.call(method, encodeURI(path), { body });
		assertRefused(answer, 403, "not_member");
		assertRefused(await nobody.call(method, encodeURI(path), { body }), 401, "unauthenticated");
	}
	assertRefused(await eve.get(`/api/servers/${serverId}/members`), 403, "not_member");
	const shown = await eve.get(`/api/servers/${serverId}`);
	const [general] = shown.body.server?.channels ?? [];
	assert.equal(general?.name, "general");
	for (const hidden of ["lastSeq", "lastRev", "lastReadSeq", "mentionCount"]) assert.equal(hidden in general, false);
});

test("a private server appears in no list, search or count of users without access", async () => {
	const categories = async (person: ApiClient) => (await person.get("/api/categories")).body.categories ?? [];
	const [category] = (await categories(eve)).slice(-1);
	assert.ok(category);
	const { serverId } = await ada.createServer("Zwielicht", { visibility: "private", categoryId: category.id });
	for (const person of [eve, nobody, ada]) {
		const found = await person.get("/api/servers?q=zwielicht");
		assert.deepEqual(found.body.servers, []);
		assert.deepEqual(await categories(person), await categories(eve));
		assert.deepEqual((await categories(person)).at(-1), category);
	}
	assert.doesNotMatch((await eve.get("/api/servers?mine=true")).text, /Zwielicht/);
	const own = (await ada.get("/api/servers?mine=true")).body.servers;
	assert.ok(own?.some(({ id }) => id === serverId));
});

test("members may do what membership allows, and only the owner may manage", async () => {
	const { serverId, channelId } = await ada.createServer("Contour");
	await bob.join(serverId);
	assertRefused(await bob.patch(`/api/servers/${serverId}`, { name: "Bob’s" }), 403, "forbidden");
	assertRefused(await bob.delete(`/api/servers/${serverId}`), 403, "forbidden");
	assertRefused(await bob.post(`/api/servers/${serverId}/channels`, { name: "bobs" }), 403, "forbidden");
	assertRefused(await bob.put(`/api/servers/${serverId}/members/eve`), 403, "forbidden");
	assertRefused(await bob.patch(`/api/channels/${channelId}`, { name: "bobs" }), 403, "forbidden");
	assertRefused(await bob.delete(`/api/channels/${channelId}`), 403, "forbidden");
	const { seq } = await ada.sendMessage(channelId, "mine");
	assertRefused(await bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content: "yours" }), 403, "forbidden");
	assertRefused(await bob.delete(`/api/channels/${channelId}/messages/${seq}`), 403, "forbidden");
});

test("who may not read a channel's history does not get at it by acting on its messages", async () => {
	const { serverId, channelId } = await ada.createServer("Without history");
	await bob.join(serverId);
	const { seq } = await ada.sendMessage(channelId, "an old secret");
	const given = { username: "bob", allow: ["add_reactions", "pin_messages"], deny: ["read_history"] };
	assert.equal((await ada.put(`/api/channels/${channelId}/overrides`, { overrides: [given] })).status, 200);
	const client = await bob.openSocket(channelId);
	const message = `/api/channels/${channelId}/messages/${seq}`;
	for (const answer of [
		await bob.put(`${message}/pin`),
		await bob.post(`${message}/thread`),
		await bob.put(`${message}/reactions/${encodeURIComponent("🔥")}`),
	])
		assertRefused(answer, 403, "forbidden");
	assert.ok(!JSON.stringify(client.of("message:updated")).includes("secret"));
	const own = await bob.sendMessage(channelId, "mine");
	assert.equal(
		(await bob.patch(`/api/channels/${channelId}/messages/${own.seq}`, { content: "mine again" })).status,
		200,
	);
	client.close();
});
