import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let cid: ApiClient;
let eve: ApiClient;
let serverId: number;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	cid = await world.createUser("cid");
});
after(() => world.close());

/** A new server of ada's, in which bob and cid are members. */
beforeEach(async () => {
	({ serverId } = await ada.createServer("Contour"));
	await bob.join(serverId);
	await cid.join(serverId);
});

const managing = { permissions: ["manage_roles"] };
const at = (username: string, roleId: number | string) =>
	`/api/servers/${serverId}/members/${username}/roles/${roleId}`;
const ownRoles = async (who: ApiClient) => (await who.get(`/api/servers/${serverId}`)).body.server?.roleIds;

test("unknown servers, members and roles are not found", async () => {
	const roleId = await ada.createRole(serverId, "Keepers");
	assertRefused(await eve.put(at("bob", roleId)), 403, "not_member");
	assertRefused(await ada.put(at("eve", roleId)), 404, "user_not_found");
	assertRefused(await ada.put(at("%00", roleId)), 404, "user_not_found");
	assertRefused(await ada.put(at("bob", 999_999)), 404, "role_not_found");
	assertRefused(await ada.put(at("bob", "x")), 404, "role_not_found");
	const elsewhere = await ada.createServer("Elsewhere");
	const foreign = await ada.createRole(elsewhere.serverId, "Foreign");
	assertRefused(await ada.put(at("bob", foreign)), 404, "role_not_found");
});

test("the list of members does not tell who has a role of another server", async () => {
	const elsewhere = await cid.createServer("Elsewhere", { visibility: "private" });
	const foreign = await cid.createRole(elsewhere.serverId, "Foreign", {}, cid);
	const { body } = await ada.get(`/api/servers/${serverId}/members?role=${foreign}`);
	assert.deepEqual(body.members, []);
});

test("without manage_roles no role is given or taken", async () => {
	const roleId = await ada.createRole(serverId, "Keepers", {}, cid);
	assertRefused(await bob.put(at("bob", roleId)), 403, "forbidden");
	assertRefused(await bob.delete(at("cid", roleId)), 403, "forbidden");
	assertRefused(await bob.put(`/api/roles/${roleId}/members`, { usernames: ["bob"] }), 403, "forbidden");
	assert.deepEqual(await ownRoles(cid), [roleId]);
});

test("a role at or above one's own rank is neither given nor taken, also not from oneself", async () => {
	const own = await ada.createRole(serverId, "Managers", managing, bob);
	const high = await ada.createRole(serverId, "High");
	for (const answer of [
		await bob.put(at("cid", own)),
		await bob.put(at("cid", high)),
		await bob.put(at("bob", high)),
		await bob.delete(at("bob", own)),
	]) {
		assertRefused(answer, 403, "forbidden");
		assert.match(answer.body.error?.message ?? "", /Managers|High/);
	}
});

test("members of the same or a higher rank, and the owner, keep their roles", async () => {
	const low = await ada.createRole(serverId, "Low");
	await ada.createRole(serverId, "Managers", managing, bob, cid);
	const answer = await bob.put(at("cid", low));
	assertRefused(answer, 403, "forbidden");
	assert.match(answer.body.error?.message ?? "", /Managers/);
	assertRefused(await bob.put(at("ada", low)), 403, "forbidden");
	assert.equal((await bob.put(at("bob", low))).status, 204);
});

test("a role that grants more than one may do oneself is not given", async () => {
	const strong = await ada.createRole(serverId, "Strong", { permissions: ["ban_members"] }, cid);
	await ada.createRole(serverId, "Managers", managing, bob);
	assertRefused(await bob.put(at("bob", strong)), 403, "forbidden");
	assert.equal((await bob.delete(at("cid", strong))).status, 204);
});

test("@everyone is neither given nor taken", async () => {
	const { id: everyone } = await ada.everyoneOf(serverId);
	assertRefused(await ada.put(at("bob", everyone)), 403, "forbidden");
	assertRefused(await ada.delete(`/api/roles/${everyone}/members`), 400, "invalid_request");
	const taken = await ada.call("DELETE", `/api/roles/${everyone}/members`, { body: { usernames: ["bob"] } });
	assertRefused(taken, 403, "forbidden");
});

test("giving and taking a role can be repeated, and the answer holds", async () => {
	const roleId = await ada.createRole(serverId, "Keepers", { permissions: ["manage_channels"] });
	const create = () => bob.post(`/api/servers/${serverId}/channels`, { name: "mine" });
	for (const _ of range(1, 2)) assert.equal((await ada.put(at("BOB", roleId))).status, 204);
	assert.deepEqual(await ownRoles(bob), [roleId]);
	assert.equal((await create()).status, 201);
	const other = await ada.createRole(serverId, "Others", {}, bob);
	for (const _ of range(1, 2)) assert.equal((await ada.delete(at("bob", roleId))).status, 204);
	assert.deepEqual(await ownRoles(bob), [other]);
	assertRefused(await create(), 403, "forbidden");
});

test("a timed-out member neither takes nor leaves a self-assignable role", async () => {
	const own = await ada.createRole(serverId, "Painters", { selfAssignable: true }, bob);
	const other = await ada.createRole(serverId, "Sculptors", { selfAssignable: true });
	await sql`update memberships set timed_out_until = now() + interval '1 hour'
		where server_id = ${serverId} and user_id = ${bob.id}`;
	assertRefused(await bob.put(at("bob", other)), 403, "timed_out");
	assertRefused(await bob.delete(at("bob", own)), 403, "timed_out");
	assert.deepEqual(await ownRoles(bob), [own]);
});

test("members take and leave self-assignable roles, for themselves only", async () => {
	const roleId = await ada.createRole(serverId, "Painters", { selfAssignable: true });
	assertRefused(await bob.put(at("cid", roleId)), 403, "forbidden");
	assert.equal((await bob.put(at("bob", roleId))).status, 204);
	assert.deepEqual(await ownRoles(bob), [roleId]);
	assert.equal((await bob.delete(at("bob", roleId))).status, 204);
});

test("a role is given to many at once, all or nothing", async () => {
	const roleId = await ada.createRole(serverId, "Keepers");
	const path = `/api/roles/${roleId}/members`;
	const many = range(1, 501).map((n) => `u${n}`);
	for (const usernames of [[], many, ["bob", "eve"], ["bob", "nobody"], ["bob", 1], "bob"])
		assertRefused(await ada.put(path, { usernames }), 400, "invalid_request", "usernames");
	assert.deepEqual(await ownRoles(bob), []);
	assert.equal((await ada.put(path, { usernames: ["bob", "Cid", "bob"] })).status, 204);
	assert.deepEqual(
		(await ada.get(path)).body.members?.map(({ user }) => user.username),
		["bob", "cid"],
	);
	assert.equal((await ada.get(`/api/servers/${serverId}/roles`)).body.roles?.[0]?.memberCount, 2);
	assert.equal((await ada.call("DELETE", path, { body: { usernames: ["cid"] } })).status, 204);
	assert.deepEqual(
		(await bob.get(path)).body.members?.map(({ user }) => user.username),
		["bob"],
	);
});

test("the members of a role come by page, and those of @everyone are all members", async () => {
	const roleId = await ada.createRole(serverId, "Keepers", {}, ada, bob, cid);
	const first = (await ada.get(`/api/roles/${roleId}/members?limit=2`)).body;
	assert.deepEqual(
		first.members?.map(({ user }) => user.username),
		["ada", "bob"],
	);
	const second = (await ada.get(`/api/roles/${roleId}/members?limit=2&cursor=${first.nextCursor}`)).body;
	assert.deepEqual([second.members?.map(({ user }) => user.username), second.nextCursor], [["cid"], null]);
	assert.equal((await ada.get(`/api/roles/${roleId}/members?q=CI`)).body.members?.length, 1);
	const { id: everyone } = await ada.everyoneOf(serverId);
	assert.equal((await ada.get(`/api/roles/${everyone}/members`)).body.members?.length, 3);
});

test("the list of members is filtered by owner, by member and by the id of a role", async () => {
	const roleId = await ada.createRole(serverId, "Keepers", {}, cid);
	const named = async (role: string | number) =>
		(await ada.get(`/api/servers/${serverId}/members?role=${role}`)).body.members?.map(({ user, roles, isOwner }) => [
			user.username,
			roles,
			isOwner,
		]);
	assert.deepEqual(await named("owner"), [["ada", [], true]]);
	assert.deepEqual(await named("member"), [
		["bob", [], false],
		["cid", [roleId], false],
	]);
	assert.deepEqual(await named(roleId), [["cid", [roleId], false]]);
	assert.deepEqual(await named(999_999), []);
	for (const role of ["admin", "0", "01", ""])
		assertRefused(await ada.get(`/api/servers/${serverId}/members?role=${role}`), 400, "invalid_request", "role");
});

test("members are told of the roles of one member, and of many at once", async () => {
	const roleId = await ada.createRole(serverId, "Keepers");
	const bobs = await bob.connect();
	await ada.put(at("cid", roleId));
	await bobs.waitFor("member:updated", ({ user, roleIds }) => user.id === cid.id && roleIds.includes(roleId));
	await ada.call("DELETE", `/api/roles/${roleId}/members`, { body: { usernames: ["bob", "cid"] } });
	await ada.put(`/api/roles/${roleId}/members`, { usernames: ["ada", "bob", "cid"] });
	const { members } = await bobs.waitFor("members:updated", ({ members }) => members.length === 3);
	assert.deepEqual(
		members.map(({ roleIds }) => roleIds),
		[[roleId], [roleId], [roleId]],
	);
	await cid.patch("/api/account", { displayName: "Cid" });
	await bobs.waitFor("member:updated", ({ user, roleIds }) => user.displayName === "Cid" && roleIds.includes(roleId));
	bobs.close();
});

test("the roles of a member who leaves are gone", async () => {
	const roleId = await ada.createRole(serverId, "Keepers", {}, bob);
	await bob.leave(serverId);
	assert.deepEqual((await ada.get(`/api/roles/${roleId}/members`)).body.members, []);
	await bob.join(serverId);
	assert.deepEqual(await ownRoles(bob), []);
	assert.equal((await sql`select 1 from member_roles where role_id = ${roleId}`).length, 0);
});
