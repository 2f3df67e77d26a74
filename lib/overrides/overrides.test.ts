import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { range, waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let cid: ApiClient;
let eve: ApiClient;
let serverId: number;
let channelId: number;
let everyone: number;
let managers: number;
let path: string;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	cid = await world.createUser("cid");
});
after(() => world.close());

/** A new server of ada's, in which bob manages roles and channels, and cid is a member. */
beforeEach(async () => {
	({ serverId, channelId } = await ada.createServer("Contour"));
	await bob.join(serverId);
	await cid.join(serverId);
	managers = await ada.createRole(serverId, "Managers", { permissions: ["manage_roles", "manage_channels"] }, bob);
	({ id: everyone } = await ada.everyoneOf(serverId));
	path = `/api/channels/${channelId}/overrides`;
});

const set = (who: ApiClient, ...overrides: object[]) => who.put(path, { overrides });
const said = async (who: ApiClient) => {
	const { body } = await who.get(path);
	return body.overrides?.map(({ roleId, user, allow, deny }) => [roleId ?? user?.username, allow, deny]);
};

test("overrides are for members with manage_roles and manage_channels", async () => {
	const only = await ada.createRole(serverId, "Only channels", { permissions: ["manage_channels"] }, cid);
	for (const answer of [await cid.get(path), await set(cid), await cid.put(`${path}/follow`)])
		assertRefused(answer, 403, "forbidden");
	await ada.patch(`/api/roles/${only}`, { permissions: ["manage_roles"] });
	for (const answer of [await cid.get(path), await set(cid), await cid.put(`${path}/follow`)])
		assertRefused(answer, 403, "forbidden");
	assertRefused(await eve.get(path), 403, "not_member");
	assertRefused(await ada.get("/api/channels/999999/overrides"), 404, "channel_not_found");
	const { seq } = await ada.sendMessage(channelId, "parent");
	const thread = (await ada.post(`/api/channels/${channelId}/messages/${seq}/thread`)).body.thread?.channelId;
	assertRefused(await ada.get(`/api/channels/${thread}/overrides`), 404, "channel_not_found");
});

test("unsuitable overrides are refused, and change nothing", async () => {
	const elsewhere = await ada.createServer("Elsewhere");
	const foreign = await ada.createRole(elsewhere.serverId, "Foreign");
	const entry = { roleId: everyone, deny: ["send_messages"] };
	for (const overrides of [
		"none",
		[entry, entry],
		[{ ...entry, roleId: foreign }],
		[{ ...entry, roleId: 999_999 }],
		[{ username: "eve", allow: ["send_messages"] }],
		[{ username: "nobody", allow: ["send_messages"] }],
		[{ username: "\u0000", allow: ["send_messages"] }],
		[{ ...entry, username: "bob" }],
		[{ allow: ["send_messages"] }],
		[{ ...entry, allow: ["send_messages"] }],
		[{ ...entry, deny: ["fly"] }],
		range(1, 101).map(() => entry),
	]) {
		const answer = await ada.put(path, { overrides });
		assert.equal(answer.status, 400, JSON.stringify(overrides));
		assert.match(Object.keys(answer.body.error?.fields ?? {}).join(), /^overrides/, answer.text);
	}
	assert.deepEqual(await said(ada), []);
});

test("nobody changes a permission that they lack in the channel", async () => {
	const answer = await set(bob, { username: "bob", allow: ["manage_messages"] });
	assertRefused(answer, 403, "forbidden");
	assert.match(answer.body.error?.message ?? "", /manage_messages/);
	assert.equal((await set(ada, { roleId: managers, deny: ["send_messages"] })).status, 200);
	assertRefused(await set(bob), 403, "forbidden");
	assertRefused(await set(bob, { roleId: everyone, deny: ["send_messages"] }), 403, "forbidden");
	// What stays the same may be sent.
	const kept = { roleId: managers, deny: ["send_messages"] };
	assert.equal((await set(bob, kept, { roleId: everyone, deny: ["create_polls"] })).status, 200);
});

test("an override of a channel lets nobody manage roles in it who may not in the server", async () => {
	await set(ada, { username: "cid", allow: ["manage_roles", "manage_channels"] });
	// The permission is theirs in this channel, but no role is below their rank.
	assertRefused(await set(cid, { roleId: everyone, deny: ["send_messages"] }), 403, "forbidden");
});

test("overrides of roles and members that do not rank below one's own stay as they are", async () => {
	for (const overrides of [
		[{ roleId: managers, deny: ["send_messages"] }],
		[{ username: "ada", deny: ["send_messages"] }],
	]) {
		const answer = await set(bob, ...overrides);
		assertRefused(answer, 403, "forbidden");
		assert.match(answer.body.error?.message ?? "", /Managers|@ada/);
	}
	assert.equal((await set(bob, { username: "cid", deny: ["send_messages"] })).status, 200);
});

test("members from whom a group hides its channels do not let themselves in by its overrides", async () => {
	const [group] = await sql<{ id: number }[]>`
		insert into channel_groups (server_id, name, position) values (${serverId}, 'group', 0) returning id`;
	path = `/api/groups/${group?.id}/overrides`;
	assert.equal((await set(bob, { roleId: everyone, deny: ["create_polls"] })).status, 200);
	assert.equal((await set(ada, { roleId: everyone, deny: ["view_channel"] })).status, 200);
	for (const overrides of [[], [{ username: "bob", allow: ["view_channel"] }]])
		assertRefused(await set(bob, ...overrides), 403, "forbidden");
	assert.deepEqual(await said(ada), [[everyone, [], ["view_channel"]]]);
});

test("the whole set is replaced at once, and the answer holds", async () => {
	const first = await set(
		ada,
		{ roleId: everyone, deny: ["send_messages"] },
		{ username: "CID", allow: ["send_messages"] },
	);
	assert.equal(first.status, 200, first.text);
	assert.equal(first.body.follows, false);
	assert.deepEqual(await said(bob), [
		[everyone, [], ["send_messages"]],
		["cid", ["send_messages"], []],
	]);
	assertRefused(
		await bob.post(`/api/channels/${channelId}/messages`, { nonce: crypto.randomUUID(), content: "x" }),
		403,
		"forbidden",
	);
	await cid.sendMessage(channelId, "mine");
	await set(ada, { roleId: managers, allow: ["manage_messages"] }, { username: "bob" });
	assert.deepEqual(await said(ada), [[managers, ["manage_messages"], []]]);
	await set(ada);
	assert.deepEqual(await said(ada), []);
});

test("a channel that is hidden by an override is private, and silent before the answer", async () => {
	const cids = await cid.openSocket(channelId);
	const adas = await ada.connect();
	const bobs = await bob.connect();
	const answer = await set(
		ada,
		{ roleId: everyone, deny: ["view_channel"] },
		{ roleId: managers, allow: ["view_channel"] },
	);
	assert.equal(answer.status, 200, answer.text);
	cids.forget();
	await ada.sendMessage(channelId, "secret");
	await adas.waitFor("channel:updated", ({ channel }) => channel.id === channelId && channel.private);
	await bobs.waitFor("channel:updated", ({ channel }) => channel.id === channelId && channel.private);
	assertRefused(await cid.get(`/api/channels/${channelId}/messages`), 404, "channel_not_found");
	assert.deepEqual(cids.of("messages"), []);
	await set(ada);
	await cids.waitFor("channel:created", ({ channel }) => channel.id === channelId && !channel.private);
	for (const client of [cids, adas, bobs]) client.close();
});

test("a change that hides many channels at once asks clients to read the server again", async () => {
	for (const n of range(1, 11)) await ada.createChannel(serverId, `more-${n}`);
	const clients = [await ada.connect(), await cid.connect()];
	// After this event, none of an earlier change is still on its way.
	await ada.patch(`/api/servers/${serverId}`, { description: "earlier" });
	for (const client of clients) {
		await client.waitFor("server:updated", ({ server }) => server.description === "earlier");
		client.forget();
	}
	await ada.patch(`/api/roles/${everyone}`, { permissions: [] });
	await ada.patch(`/api/servers/${serverId}`, { description: "later" });
	for (const client of clients) {
		await client.waitFor("server:updated", (event) => event.server.id === serverId);
		// Once for everybody: whose access stays, and who has lost it.
		assert.deepEqual(client.of("access"), [{ serverId }]);
	}
	const { server } = (await ada.get(`/api/servers/${serverId}`)).body;
	assert.ok(server?.channels.every((channel) => channel.private));
	for (const client of clients) client.close();
});

test("the list of own servers is sent again when an override changes what is permitted there", async () => {
	const tag = (await cid.get("/api/servers?mine=true")).headers.etag;
	await set(ada, { roleId: everyone, deny: ["create_polls"] });
	const listed = await cid.call("GET", "/api/servers?mine=true", { headers: { "if-none-match": String(tag) } });
	assert.equal(listed.status, 200);
	const channel = await cid.channelState(channelId);
	assert.ok(channel.permissions.includes("send_messages") && !channel.permissions.includes("create_polls"));
	const denied = (await cid.get("/api/servers?mine=true")).headers.etag;
	await set(ada, { roleId: everyone, deny: ["create_polls", "add_reactions"] });
	const again = await cid.call("GET", "/api/servers?mine=true", { headers: { "if-none-match": String(denied) } });
	assert.equal(again.status, 200);
});

test("an override for a member stays when they leave, are kicked or are banned, and counts when they return", async () => {
	await set(ada, { username: "cid", deny: ["send_messages"] });
	const ban = `/api/servers/${serverId}/bans/cid`;
	for (const [goes, mayReturn] of [
		[() => cid.leave(serverId), null],
		[() => ada.delete(`/api/servers/${serverId}/members/cid`), null],
		[() => ada.put(ban), () => ada.delete(ban)],
	] as const) {
		await goes();
		assert.equal((await set(ada, { username: "cid", deny: ["send_messages"] })).status, 200);
		await mayReturn?.();
		await waitUntil("cid is back", async () => (await cid.post(`/api/membership/${serverId}`)).status === 200);
		const send = { nonce: crypto.randomUUID(), content: "x" };
		assertRefused(await cid.post(`/api/channels/${channelId}/messages`, send), 403, "forbidden");
	}
});

test("a channel without a group follows none", async () => {
	assertRefused(await ada.put(`${path}/follow`), 400, "invalid_request");
});
