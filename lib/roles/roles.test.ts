import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { sql } from "@/db";
import type { Role } from "@/lib/realtime/protocol";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let serverId: number;
let path: string;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
});
after(() => world.close());

/** A new server of ada's, in which bob is a member. */
beforeEach(async () => {
	({ serverId } = await ada.createServer("Contour"));
	await bob.join(serverId);
	path = `/api/servers/${serverId}/roles`;
});

const rolesOf = async (who = ada): Promise<Role[]> => (await who.get(path)).body.roles ?? [];
const namesOf = async () => (await rolesOf()).map(({ name }) => name);
const managing = { permissions: ["manage_roles"] };

test("outsiders learn no role, and not whether one exists", async () => {
	const roleId = await ada.createRole(serverId, "Keepers");
	assertRefused(await eve.get(path), 403, "not_member");
	const unknown = await eve.patch("/api/roles/999999", { name: "x" });
	assertRefused(unknown, 404, "role_not_found");
	for (const answer of [
		await eve.patch(`/api/roles/${roleId}`, { name: "x" }),
		await eve.delete(`/api/roles/${roleId}`),
		await eve.get(`/api/roles/${roleId}/members`),
		await eve.put(`/api/roles/${roleId}/members`, { usernames: ["eve"] }),
		await eve.patch("/api/roles/0", { name: "x" }),
	])
		assert.deepEqual([answer.status, answer.text], [404, unknown.text]);
	assertRefused(await world.guest().get(path), 401, "unauthenticated");
});

test("members without manage_roles see the roles, and change nothing", async () => {
	const roleId = await ada.createRole(serverId, "Keepers");
	assertRefused(await bob.post(path, { name: "Mine" }), 403, "forbidden");
	assertRefused(await bob.patch(`/api/roles/${roleId}`, { name: "x" }), 403, "forbidden");
	assertRefused(await bob.delete(`/api/roles/${roleId}`), 403, "forbidden");
	assertRefused(await bob.put(`${path}/order`, { roleIds: [roleId] }), 403, "forbidden");
	assert.deepEqual(await rolesOf(bob), await rolesOf(ada));
});

test("unsuitable fields of a role are named", async () => {
	for (const [body, field] of [
		[{}, "name"],
		[{ name: "" }, "name"],
		[{ name: "x".repeat(51) }, "name"],
		[{ name: "x", colour: "blue" }, "colour"],
		[{ name: "x", permissions: ["fly"] }, "permissions"],
		[{ name: "x", permissions: "view_channel" }, "permissions"],
		[{ name: "x", hoist: "yes" }, "hoist"],
		[{ name: "x", position: 3 }, "position"],
	] as const)
		assertRefused(await ada.post(path, body), 400, "invalid_request", field);
	const roleId = await ada.createRole(serverId, "Keepers");
	assertRefused(
		await ada.patch(`/api/roles/${roleId}`, { permissions: ["fly"] }),
		400,
		"invalid_request",
		"permissions",
	);
	assertRefused(await ada.patch(`/api/roles/${roleId}`), 400, "invalid_request");
});

test("a name is given once in a server, in any case, and never everyone or here", async () => {
	const roleId = await ada.createRole(serverId, "Keepers");
	for (const name of ["keepers", "KEEPERS", "everyone", "Everyone", "here", "HERE"])
		assertRefused(await ada.post(path, { name }), 409, "name_taken");
	const other = await ada.createRole(serverId, "Others");
	assertRefused(await ada.patch(`/api/roles/${other}`, { name: "keepers" }), 409, "name_taken");
	assertRefused(await ada.patch(`/api/roles/${other}`, { name: "Here" }), 409, "name_taken");
	assert.equal((await ada.patch(`/api/roles/${roleId}`, { name: "KEEPERS" })).status, 200);
});

test("a new role has what was asked for, and nothing else", async () => {
	const { status, body } = await ada.post(path, {
		name: "  Trail keepers ",
		colour: "moss",
		permissions: ["pin_messages"],
	});
	assert.equal(status, 201);
	const { id, updatedAt, ...role } = body.role as Role;
	assert.ok(id > 0 && !Number.isNaN(Date.parse(updatedAt)));
	assert.deepEqual(role, {
		name: "Trail keepers",
		handle: "trail_keepers",
		colour: "moss",
		position: 1,
		hoist: false,
		mentionable: false,
		selfAssignable: false,
		everyone: false,
		permissions: ["pin_messages"],
		memberCount: 0,
	});
	const [, everyone] = await rolesOf();
	assert.ok(everyone?.everyone && everyone.permissions.includes("send_messages"));
	assert.deepEqual(
		[everyone.name, everyone.handle, everyone.position, everyone.memberCount],
		["everyone", "everyone", 0, 2],
	);
});

test("handles are unique in a server, also for names without Latin letters", async () => {
	for (const name of ["Café", "Cafe!", "cafe ", "산책", "ねこ", "e very one", "x", "é".repeat(50)])
		assert.ok([201, 409].includes((await ada.post(path, { name })).status), name);
	const handles = (await rolesOf()).map(({ handle }) => handle);
	assert.deepEqual(handles.toReversed(), [
		"everyone",
		"cafe",
		"cafe_2",
		"cafe_3",
		"role",
		"role_2",
		"e_very_one",
		"role_x",
		"e".repeat(32),
	]);
	const [, x] = await rolesOf();
	const renamed = await ada.patch(`/api/roles/${x?.id}`, { name: "Cafe?" });
	assert.equal(renamed.body.role?.handle, "cafe_4");
});

test("a new role is just below its maker's rank, the owner's above all", async () => {
	await ada.createRole(serverId, "Low");
	await ada.createRole(serverId, "Managers", managing, bob);
	await ada.createRole(serverId, "High");
	await bob.createRole(serverId, "New");
	assert.deepEqual(await namesOf(), ["High", "Managers", "New", "Low", "everyone"]);
});

test("members with manage_roles but no role of their own create none", async () => {
	const [everyone] = await rolesOf();
	const allowed = await ada.patch(`/api/roles/${everyone?.id}`, {
		permissions: [...(everyone?.permissions ?? []), "manage_roles"],
	});
	assert.equal(allowed.status, 200, allowed.text);
	assertRefused(await bob.post(path, { name: "Mine" }), 403, "forbidden");
	assertRefused(await bob.patch(`/api/roles/${everyone?.id}`, { permissions: [] }), 403, "forbidden");
});

test("roles at or above one's own rank stay as they are, and the answer names the role", async () => {
	const own = await ada.createRole(serverId, "Managers", managing, bob);
	const high = await ada.createRole(serverId, "High");
	for (const [roleId, name] of [
		[own, "Managers"],
		[high, "High"],
	] as const) {
		for (const answer of [
			await bob.patch(`/api/roles/${roleId}`, { hoist: true }),
			await bob.delete(`/api/roles/${roleId}`),
		]) {
			assertRefused(answer, 403, "forbidden");
			assert.match(answer.body.error?.message ?? "", new RegExp(name));
		}
	}
});

test("nobody grants what they may not do themselves, also by self-assignment", async () => {
	await ada.createRole(serverId, "Below", { permissions: ["kick_members"] });
	await ada.createRole(serverId, "Managers", managing, bob);
	const below = (await rolesOf()).find(({ name }) => name === "Below")?.id;
	for (const answer of [
		await bob.post(path, { name: "Admins", permissions: ["administrator"] }),
		await bob.patch(`/api/roles/${below}`, { permissions: ["kick_members", "ban_members"] }),
		await bob.patch(`/api/roles/${below}`, { selfAssignable: true }),
		await bob.patch(`/api/roles/${below}`, { permissions: ["ban_members"] }),
	]) {
		assertRefused(answer, 403, "forbidden");
		assert.match(answer.body.error?.message ?? "", /Below|Admins/);
	}
	// They may leave it as it is, and take it away.
	assert.equal((await bob.patch(`/api/roles/${below}`, { permissions: ["kick_members", "manage_roles"] })).status, 200);
	assert.equal((await bob.patch(`/api/roles/${below}`, { permissions: ["manage_roles"] })).status, 200);
});

test("of @everyone only the permissions can be changed, and it is never deleted", async () => {
	const [everyone] = await rolesOf();
	assertRefused(await ada.patch(`/api/roles/${everyone?.id}`, { name: "all" }), 400, "invalid_request", "name");
	assertRefused(await ada.patch(`/api/roles/${everyone?.id}`, { hoist: true }), 400, "invalid_request", "hoist");
	assertRefused(await ada.delete(`/api/roles/${everyone?.id}`), 403, "forbidden");
	const changed = await ada.patch(`/api/roles/${everyone?.id}`, { permissions: ["view_channel"] });
	assert.deepEqual(changed.body.role?.permissions, ["view_channel"]);
	assert.deepEqual((await bob.get(`/api/servers/${serverId}`)).body.server?.permissions, ["view_channel"]);
});

test("a change that is based on an older state is refused, and changes nothing", async () => {
	const { body } = await ada.post(path, { name: "Keepers" });
	const role = body.role as Role;
	const address = `/api/roles/${role.id}`;
	const based = (updatedAt: string, change: object) =>
		ada.call("PATCH", address, { body: change, headers: { "if-match": updatedAt } });
	const first = await based(`"${role.updatedAt}"`, { hoist: true });
	assert.equal(first.status, 200, first.text);
	assertRefused(await based(`"${role.updatedAt}"`, { name: "Late" }), 409, "conflict");
	assertRefused(await ada.call("DELETE", address, { headers: { "if-match": role.updatedAt } }), 409, "conflict");
	assertRefused(await based("never", { name: "Late" }), 409, "conflict");
	assert.equal((await rolesOf())[0]?.name, "Keepers");
	for (const tag of ["*", first.body.role?.updatedAt ?? ""]) {
		const { status } = await ada.call("PATCH", address, { body: {}, headers: { "if-match": tag } });
		assert.equal(status, 200, tag);
	}
	assert.equal((await ada.patch(address, {})).body.role?.updatedAt, first.body.role?.updatedAt);
});

test("an order names every role below one's rank once", async () => {
	const low = await ada.createRole(serverId, "Low");
	const middle = await ada.createRole(serverId, "Middle");
	const managers = await ada.createRole(serverId, "Managers", managing, bob);
	for (const roleIds of [[low], [low, low], [low, middle, managers], [low, middle, 999_999], []])
		assertRefused(await bob.put(`${path}/order`, { roleIds }), 400, "invalid_request", "roleIds");
	const [everyone] = (await rolesOf()).toReversed();
	assertRefused(
		await ada.put(`${path}/order`, { roleIds: [low, middle, managers, everyone?.id] }),
		400,
		"invalid_request",
		"roleIds",
	);
	const { status, body } = await bob.put(`${path}/order`, { roleIds: [low, middle] });
	assert.equal(status, 200);
	assert.deepEqual(
		body.roles?.map(({ name }) => name),
		["Managers", "Low", "Middle", "everyone"],
	);
	assert.equal((await bob.put(`${path}/order`, { roleIds: [low, middle] })).status, 200);
	await ada.put(`${path}/order`, { roleIds: [middle, low, managers] });
	assert.deepEqual(await namesOf(), ["Middle", "Low", "Managers", "everyone"]);
	// bob's rank is the lowest now.
	assertRefused(await bob.patch(`/api/roles/${low}`, { hoist: true }), 403, "forbidden");
});

test("a deleted role is gone from its members", async () => {
	const roleId = await ada.createRole(serverId, "Keepers", { permissions: ["manage_channels"] }, bob);
	assert.deepEqual((await bob.get(`/api/servers/${serverId}`)).body.server?.roleIds, [roleId]);
	assert.equal((await ada.delete(`/api/roles/${roleId}`)).status, 204);
	const { server } = (await bob.get(`/api/servers/${serverId}`)).body;
	assert.deepEqual(server?.roleIds, []);
	assert.ok(!server?.permissions?.includes("manage_channels"));
	assertRefused(await ada.delete(`/api/roles/${roleId}`), 404, "role_not_found");
});

test("a server has at most 250 roles", async () => {
	await sql`insert into roles (server_id, name, handle, position)
		select ${serverId}, 'r' || n, 'r' || n, n from generate_series(1, 249) as n`;
	await ada.createRole(serverId, "the last");
	assertRefused(await ada.post(path, { name: "one more" }), 403, "quota_reached");
});

test("members' sockets are told of new, changed, moved and deleted roles", async () => {
	const bobs = await bob.connect();
	const first = await ada.createRole(serverId, "First");
	const second = await ada.createRole(serverId, "Second");
	await ada.patch(`/api/roles/${first}`, { colour: "sky" });
	await ada.put(`${path}/order`, { roleIds: [first, second] });
	await ada.delete(`/api/roles/${second}`);
	await bobs.waitFor("role:deleted", (event) => event.roleId === second && event.serverId === serverId);
	assert.deepEqual(
		bobs.of("role:created").map(({ role }) => role.name),
		["First", "Second"],
	);
	const updated = bobs.of("role:updated").map(({ role }) => [role.name, role.colour, role.position]);
	assert.deepEqual(updated, [
		["First", "sky", 1],
		["Second", null, 1],
		["First", "sky", 2],
	]);
	bobs.close();
});
