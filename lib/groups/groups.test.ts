import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { actWhileLosingRole } from "@/test/support/held-transaction";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let cid: ApiClient;
let eve: ApiClient;
let serverId: number;
let general: number;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	cid = await world.createUser("cid");
	// What cid may do there counts nowhere else.
	await cid.createServer("Own");
});
after(() => world.close());

/** A new server of ada's, in which bob manages channels, and cid is a member. */
beforeEach(async () => {
	({ serverId, channelId: general } = await ada.createServer("Contour"));
	await bob.join(serverId);
	await cid.join(serverId);
	await ada.createRole(serverId, "Channels", { permissions: ["manage_channels"] }, bob);
});

const groupsPath = () => `/api/servers/${serverId}/groups`;
const createGroup = async (name: string) => {
	const { status, text, body } = await ada.post(groupsPath(), { name });
	assert.equal(status, 201, text);
	return body.group?.id ?? 0;
};
const arrange = (who: ApiClient, rev: number, ...groups: { id: number | null; channelIds: number[] }[]) =>
	who.put(`/api/servers/${serverId}/layout`, { groups, rev });
const layoutOf = async (who: ApiClient) => {
	const { server } = (await who.get(`/api/servers/${serverId}`)).body;
	return {
		rev: server?.layoutRev ?? -1,
		groups: server?.groups?.map(({ name }) => name),
		channels: server?.channels.map(({ name, groupId }) => [name, groupId]),
	};
};
const everyone = async () => (await ada.everyoneOf(serverId)).id;

test("groups are for members with manage_channels, and hidden from outsiders", async () => {
	const id = await createGroup("Talk");
	assertRefused(await cid.post(groupsPath(), { name: "Mine" }), 403, "forbidden");
	assertRefused(await cid.patch(`/api/groups/${id}`, { name: "Mine" }), 403, "forbidden");
	assertRefused(await cid.delete(`/api/groups/${id}`), 403, "forbidden");
	assertRefused(await arrange(cid, 1, { id, channelIds: [] }), 403, "forbidden");
	const unknown = await eve.delete("/api/groups/999999");
	assertRefused(unknown, 404, "group_not_found");
	for (const answer of [await eve.delete(`/api/groups/${id}`), await eve.get(`/api/groups/${id}/overrides`)])
		assert.deepEqual([answer.status, answer.text], [404, unknown.text]);
	for (const name of ["", "x".repeat(81), 1])
		assertRefused(await ada.post(groupsPath(), { name }), 400, "invalid_request", "name");
	assertRefused(await bob.get(`/api/groups/${id}/overrides`), 403, "forbidden");
});

test("a member whom a group denies its channels learns nothing from it, and changes nothing in it", async () => {
	await ada.createRole(serverId, "Roles", { permissions: ["manage_roles"] }, bob);
	const id = await createGroup("Board");
	const { status, body } = await ada.post(`/api/servers/${serverId}/channels`, { name: "plans", groupId: id });
	assert.equal(status, 201);
	const path = `/api/groups/${id}`;
	assert.equal((await bob.get(`${path}/overrides`)).status, 200);
	for (const deny of [["view_channel"], ["manage_channels"]]) {
		await ada.put(`${path}/overrides`, { overrides: [{ roleId: await everyone(), deny }] });
		for (const answer of [
			await bob.get(`${path}/overrides`),
			await bob.patch(path, { name: "Mine" }),
			await bob.patch(path, {}),
			await bob.post(`/api/servers/${serverId}/channels`, { name: "mine", groupId: id }),
			await bob.post(`/api/servers/${serverId}/channels`, { name: "mine", groupId: id, private: true }),
			await bob.delete(path),
		])
			assertRefused(answer, 403, "forbidden");
	}
	const [row] = await sql`select group_id, follows_group from channels where id = ${body.channel?.id ?? 0}`;
	assert.deepEqual({ ...row }, { group_id: id, follows_group: true });
	assert.deepEqual((await layoutOf(ada)).groups, ["Board"]);
	// What is allowed in the group alone is no permission in the server.
	const overrides = [{ username: "cid", allow: ["manage_channels", "manage_roles"] }];
	assert.equal((await ada.put(`${path}/overrides`, { overrides })).status, 200);
	assertRefused(await cid.get(`${path}/overrides`), 403, "forbidden");
	assertRefused(await cid.patch(path, { name: "Mine" }), 403, "forbidden");
});

test("a change of groups and their order waits for a change of the member’s roles, and is refused without the permission", async () => {
	const id = await createGroup("Talk");
	const before = await layoutOf(ada);
	for (const [n, change] of [
		() => cid.post(groupsPath(), { name: "Mine" }),
		() => cid.patch(`/api/groups/${id}`, { name: "Mine" }),
		() => cid.delete(`/api/groups/${id}`),
		() => arrange(cid, before.rev, { id: null, channelIds: [] }, { id, channelIds: [general] }),
	].entries()) {
		const roleId = await ada.createRole(serverId, `channels ${n}`, { permissions: ["manage_channels"] }, cid);
		assertRefused(await actWhileLosingRole(serverId, roleId, change), 403, "forbidden");
	}
	assert.deepEqual(await layoutOf(ada), before);
});

test("a server has at most 200 groups", async () => {
	await sql`insert into channel_groups (server_id, name, position) select ${serverId}, 'g', n from generate_series(1, 200) n`;
	assertRefused(await ada.post(groupsPath(), { name: "one more" }), 403, "forbidden");
});

test("groups are created at the end, renamed and deleted, and members are told", async () => {
	const cids = await cid.connect();
	const talk = await createGroup("Talk");
	await createGroup("Work");
	const renamed = await bob.patch(`/api/groups/${talk}`, { name: "Chat" });
	assert.deepEqual([renamed.body.group?.name, renamed.body.layoutRev], ["Chat", 3]);
	assert.equal((await bob.patch(`/api/groups/${talk}`, {})).body.layoutRev, 3);
	assert.deepEqual((await layoutOf(cid)).groups, ["Chat", "Work"]);
	assert.equal((await bob.delete(`/api/groups/${talk}`)).status, 204);
	assertRefused(await bob.delete(`/api/groups/${talk}`), 404, "group_not_found");
	const { groups } = await cids.waitFor("layout", ({ layoutRev }) => layoutRev === 4);
	assert.deepEqual(
		groups.map(({ name }) => name),
		["Work"],
	);
	cids.close();
});

test("an order that is not based on the current one, or misses or repeats something, is refused", async () => {
	const talk = await createGroup("Talk");
	const other = await ada.createChannel(serverId, "other");
	assertRefused(
		await arrange(bob, 0, { id: null, channelIds: [general, other] }, { id: talk, channelIds: [] }),
		409,
		"conflict",
	);
	for (const groups of [
		[{ id: null, channelIds: [general, other] }],
		[
			{ id: null, channelIds: [general] },
			{ id: talk, channelIds: [] },
		],
		[
			{ id: null, channelIds: [general, 999_999] },
			{ id: talk, channelIds: [] },
		],
		[
			{ id: null, channelIds: [general, general] },
			{ id: talk, channelIds: [other] },
		],
		[
			{ id: null, channelIds: [general, other] },
			{ id: talk, channelIds: [] },
			{ id: talk, channelIds: [] },
		],
		[
			{ id: null, channelIds: [general, other, 999_999] },
			{ id: talk, channelIds: [] },
		],
		[
			{ id: null, channelIds: [general, other] },
			{ id: 999_999, channelIds: [] },
		],
	])
		assertRefused(await arrange(bob, 1, ...groups), 400, "invalid_request", "groups");
	assertRefused(await bob.put(`/api/servers/${serverId}/layout`, { groups: [] }), 400, "invalid_request", "rev");
});

test("all groups and channels are ordered in one act, and members are told", async () => {
	const [talk, work] = [await createGroup("Talk"), await createGroup("Work")];
	const [a, b] = [await ada.createChannel(serverId, "a"), await ada.createChannel(serverId, "b")];
	const cids = await cid.connect();
	const groups = [
		{ id: work, channelIds: [b, general] },
		{ id: talk, channelIds: [a] },
	];
	const { status, text, body } = await arrange(bob, 2, ...groups);
	assert.equal(status, 200, text);
	assert.equal(body.layoutRev, 3);
	assert.deepEqual(await layoutOf(cid), {
		rev: 3,
		groups: ["Work", "Talk"],
		channels: [
			["b", work],
			["general", work],
			["a", talk],
		],
	});
	const told = await cids.waitFor("layout", ({ layoutRev }) => layoutRev === 3);
	assert.deepEqual(
		told.channels.map(({ id }) => id),
		[b, general, a],
	);
	assert.equal((await arrange(bob, 3, ...groups)).body.layoutRev, 3);
	assertRefused(await arrange(bob, 2, ...groups), 409, "conflict");
	cids.close();
});

test("channels that the caller may not view keep their group, and are not told to others", async () => {
	const talk = await createGroup("Talk");
	const hidden = await ada.createChannel(serverId, "hidden", { groupId: talk, private: true });
	const shown = await ada.createChannel(serverId, "shown");
	const cids = await cid.connect();
	assertRefused(
		await arrange(bob, 1, { id: null, channelIds: [general, shown, hidden] }, { id: talk, channelIds: [] }),
		400,
		"invalid_request",
	);
	const { status, text } = await arrange(
		bob,
		1,
		{ id: null, channelIds: [general] },
		{ id: talk, channelIds: [shown] },
	);
	assert.equal(status, 200, text);
	assert.deepEqual((await layoutOf(ada)).channels, [
		["general", null],
		["shown", talk],
		["hidden", talk],
	]);
	const told = await cids.waitFor("layout");
	assert.ok(!told.channels.some(({ id }) => id === hidden));
	cids.close();
});

test("a channel follows the group it is created in, unless it is said whether it is private", async () => {
	const talk = await createGroup("Talk");
	await ada.put(`/api/groups/${talk}/overrides`, { overrides: [{ roleId: await everyone(), deny: ["view_channel"] }] });
	for (const groupId of [999_999, "x"])
		assertRefused(
			await ada.post(`/api/servers/${serverId}/channels`, { name: "x", groupId }),
			400,
			"invalid_request",
			"groupId",
		);
	const elsewhere = await ada.createServer("Elsewhere");
	const foreign = (await ada.post(`/api/servers/${elsewhere.serverId}/groups`, { name: "Foreign" })).body.group?.id;
	assertRefused(
		await ada.post(`/api/servers/${serverId}/channels`, { name: "x", groupId: foreign }),
		400,
		"invalid_request",
		"groupId",
	);
	const following = await ada.createChannel(serverId, "following", { groupId: talk });
	const open = await ada.createChannel(serverId, "open", { groupId: talk, private: false });
	assert.equal((await ada.channelState(following)).private, true);
	assert.equal((await ada.channelState(open)).private, false);
	assert.equal((await ada.get(`/api/channels/${following}/overrides`)).body.follows, true);
	assert.equal((await ada.get(`/api/channels/${open}/overrides`)).body.follows, false);
	assert.equal((await ada.put(`/api/channels/${open}/overrides/follow`)).status, 204);
	assert.equal((await ada.put(`/api/channels/${open}/overrides/follow`)).status, 204);
	assert.equal((await ada.channelState(open)).private, true);
});

test("a group's overrides change all channels that follow it, before the answer", async () => {
	const talk = await createGroup("Talk");
	const ids = [
		await ada.createChannel(serverId, "a", { groupId: talk }),
		await ada.createChannel(serverId, "b", { groupId: talk }),
	];
	const cids = await cid.openSocket(...ids);
	await ada.put(`/api/groups/${talk}/overrides`, { overrides: [{ roleId: await everyone(), deny: ["view_channel"] }] });
	cids.forget();
	for (const id of ids) {
		await ada.sendMessage(id, "secret");
		assertRefused(await cid.get(`/api/channels/${id}/messages`), 404, "channel_not_found");
	}
	assert.deepEqual(cids.of("messages"), []);
	cids.close();
});

test("moving a channel out of its group, or deleting the group, changes nobody's access", async () => {
	const talk = await createGroup("Talk");
	const ids: number[] = [];
	for (const n of range(1, 2)) ids.push(await ada.createChannel(serverId, `c${n}`, { groupId: talk }));
	const [moved = 0, stays = 0] = ids;
	await ada.put(`/api/groups/${talk}/overrides`, { overrides: [{ roleId: await everyone(), deny: ["view_channel"] }] });
	const { status, text } = await arrange(
		ada,
		1,
		{ id: null, channelIds: [general, moved] },
		{ id: talk, channelIds: [stays] },
	);
	assert.equal(status, 200, text);
	const quiet = await createGroup("Quiet");
	const aside = await ada.createChannel(serverId, "aside", { groupId: quiet });
	assert.equal((await ada.delete(`/api/groups/${talk}`)).status, 204);
	const { groups, channels } = await layoutOf(ada);
	assert.deepEqual([groups, channels?.find(([name]) => name === "aside")], [["Quiet"], ["aside", quiet]]);
	assert.equal((await ada.get(`/api/channels/${aside}/overrides`)).body.follows, true);
	for (const id of ids) {
		assert.equal((await ada.channelState(id)).private, true);
		assertRefused(await cid.get(`/api/channels/${id}/messages`), 404, "channel_not_found");
		const { body } = await ada.get(`/api/channels/${id}/overrides`);
		assert.deepEqual([body.follows, body.overrides?.[0]?.deny], [false, ["view_channel"]]);
	}
});

test("a channel that is moved by its position raises the revision of the order too", async () => {
	await ada.createChannel(serverId, "other");
	const cids = await cid.connect();
	const tag = (await cid.get("/api/servers?mine=true")).headers.etag;
	assert.equal((await bob.patch(`/api/channels/${general}`, { position: 7 })).status, 200);
	assert.equal((await cids.waitFor("layout")).layoutRev, 1);
	const listed = await cid.call("GET", "/api/servers?mine=true", { headers: { "if-none-match": String(tag) } });
	assert.equal(listed.status, 200);
	cids.close();
});

test("a group that is created or renamed is part of the list of own servers", async () => {
	const tagged = async () => String((await cid.get("/api/servers?mine=true")).headers.etag);
	const first = await tagged();
	const talk = await createGroup("Talk");
	const second = await tagged();
	await ada.patch(`/api/groups/${talk}`, { name: "Chat" });
	assert.equal(new Set([first, second, await tagged()]).size, 3);
});

test("members get their permissions in the groups where these differ from those in the server", async () => {
	const { serverId } = await ada.createServer("Told");
	await bob.join(serverId);
	const permissions = ["manage_channels", "manage_roles"];
	const managers = await ada.createRole(serverId, "Managers", { permissions }, bob);
	const ids: number[] = [];
	for (const name of ["Denied", "Plain", "Allowed"])
		ids.push((await ada.post(`/api/servers/${serverId}/groups`, { name })).body.group?.id ?? 0);
	const [denied = 0, , allowed = 0] = ids;
	const put = (id: number, override: object) =>
		ada.put(`/api/groups/${id}/overrides`, { overrides: [{ roleId: managers, ...override }] });
	const list = async (etag = "") => {
		const { status, headers, body } = await bob.call("GET", "/api/servers?mine=true", {
			headers: { "if-none-match": etag },
		});
		const server = body.servers?.find(({ id }) => id === serverId);
		return { status, etag: String(headers.etag), server };
	};
	const before = await list();
	assert.deepEqual(before.server?.groupPermissions, []);
	assert.equal((await put(denied, { deny: ["manage_channels"] })).status, 200);
	assert.equal((await put(allowed, { allow: ["manage_messages"] })).status, 200);
	const { server, etag, status } = await list(before.etag);
	assert.equal(status, 200);
	// An allowed permission is not theirs in the group without being theirs in the server.
	assert.deepEqual(
		server?.groupPermissions.map(({ id }) => id),
		[denied],
	);
	const here = server?.groupPermissions[0]?.permissions ?? [];
	assert.ok(!here.includes("manage_channels") && here.includes("manage_roles"));
	assert.deepEqual((await bob.get(`/api/servers/${serverId}`)).body.server?.groupPermissions, server?.groupPermissions);
	assertRefused(await bob.patch(`/api/groups/${denied}`, { name: "x" }), 403, "forbidden");
	assert.equal((await list(etag)).status, 304);
	assert.deepEqual((await ada.get(`/api/servers/${serverId}`)).body.server?.groupPermissions, []);
});
