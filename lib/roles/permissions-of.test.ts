import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import type { Permission } from "@/lib/realtime/protocol";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let cid: ApiClient;
let eve: ApiClient;
let serverId: number;
let channelId: number;
let hidden: number;
let managers: number;
/** A role of another server. */
let foreign: number;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	cid = await world.createUser("cid");
	foreign = await createOther();
	({ serverId, channelId } = await ada.createServer("Contour"));
	await bob.join(serverId);
	await cid.join(serverId);
	managers = await ada.createRole(serverId, "Managers", { permissions: ["manage_roles"] }, bob);
	hidden = await ada.createChannel(serverId, "hidden", { private: true });
});
after(() => world.close());

/** A server before the one that is asked about, in which everybody may do more and bob ranks higher. */
async function createOther(): Promise<number> {
	const other = await ada.createServer("Other");
	const everyone = await ada.everyoneOf(other.serverId);
	const permissions = [...everyone.permissions, "manage_roles"];
	assert.equal((await ada.patch(`/api/roles/${everyone.id}`, { permissions })).status, 200);
	for (const person of [bob, cid, eve]) await person.join(other.serverId);
	for (const n of [1, 2, 3]) await ada.createRole(other.serverId, `Foreign ${n}`, {}, bob);
	assert.equal((await ada.patch(`/api/channels/${other.channelId}`, { archived: true })).status, 200);
	return ada.createRole(other.serverId, "Foreign", {}, bob);
}

const path = (username: string, query = "") => `/api/servers/${serverId}/permissions/${username}${query}`;
const reasonOf = async (who: ApiClient, address: string, name: Permission) => {
	const { reasons = [] } = (await who.get(address)).body;
	return reasons.find(({ permission }) => permission === name);
};

test("others' permissions are for members with manage_roles", async () => {
	assertRefused(await eve.get(path("bob")), 403, "not_member");
	assertRefused(await cid.get(path("bob")), 403, "forbidden");
	assertRefused(await cid.get(path("nobody")), 403, "forbidden");
	assertRefused(await bob.get(path("nobody")), 404, "user_not_found");
	assertRefused(await bob.get(path("eve")), 404, "user_not_found");
	assert.equal((await cid.get(path("CID"))).status, 200);
	assert.equal((await bob.get(path("cid"))).status, 200);
});

test("a channel that is hidden from the caller, or of another server, is unknown", async () => {
	const elsewhere = await bob.createServer("Elsewhere");
	for (const id of [hidden, elsewhere.channelId, 999_999, "x"])
		assertRefused(await bob.get(path("bob", `?channelId=${id}`)), 400, "invalid_request", "channelId");
	assert.equal((await ada.get(path("bob", `?channelId=${hidden}`))).status, 200);
});

test("each permission has its reason, in the server, in a channel and in a thread", async () => {
	assert.deepEqual(await reasonOf(bob, path("bob"), "manage_roles"), {
		...{ permission: "manage_roles", allowed: true, rule: "role", roleId: managers },
	});
	assert.deepEqual(await reasonOf(cid, path("cid"), "manage_roles"), {
		...{ permission: "manage_roles", allowed: false, rule: "default" },
	});
	const { id: everyone } = await ada.everyoneOf(serverId);
	assert.equal((await reasonOf(cid, path("cid", `?channelId=${channelId}`), "send_messages"))?.rule, "everyone");
	const hiding = { permission: "send_messages", allowed: false, rule: "override", roleId: everyone, from: "channel" };
	assert.deepEqual(await reasonOf(ada, path("cid", `?channelId=${hidden}`), "send_messages"), hiding);
	assert.deepEqual((await ada.get(path("cid", `?channelId=${hidden}`))).body.permissions, []);
	const { seq } = await ada.sendMessage(channelId, "parent");
	const { body } = await ada.post(`/api/channels/${channelId}/messages/${seq}/thread`);
	const threadId = body.thread?.channelId;
	assert.equal((await reasonOf(cid, path("cid", `?channelId=${threadId}`), "send_messages"))?.rule, "everyone");
	await sql`update memberships set timed_out_until = now() + interval '1 hour' where user_id = ${cid.id}`;
	assert.equal((await reasonOf(cid, path("cid", `?channelId=${threadId}`), "send_messages"))?.rule, "timed_out");
	await sql`update memberships set timed_out_until = null where user_id = ${cid.id}`;
});

test("a preview is for members with manage_roles, up to their own rank", async () => {
	const preview = `/api/servers/${serverId}/preview`;
	const above = await ada.createRole(serverId, "High");
	assertRefused(await cid.get(`${preview}?username=cid`), 403, "forbidden");
	assertRefused(await bob.get(preview), 400, "invalid_request", "roleId");
	assertRefused(await bob.get(`${preview}?roleId=${managers}&username=cid`), 400, "invalid_request", "roleId");
	for (const id of [foreign, 999_999])
		assertRefused(await bob.get(`${preview}?roleId=${id}`), 400, "invalid_request", "roleId");
	assertRefused(await bob.get(`${preview}?username=eve`), 404, "user_not_found");
	assertRefused(await bob.get(`${preview}?roleId=${above}`), 403, "forbidden");
	assertRefused(await bob.get(`${preview}?username=ada`), 403, "forbidden");
	assert.equal((await bob.get(`${preview}?roleId=${managers}`)).status, 200);
	assert.equal((await ada.get(`${preview}?username=ada`)).status, 200);
});

test("a preview shows what a role or a member would see, and nothing that is hidden from the caller", async () => {
	const preview = `/api/servers/${serverId}/preview`;
	const see = async (who: ApiClient, query: string) => {
		const { body } = await who.get(`${preview}?${query}`);
		return [body.channels?.map(({ id }) => id), body.permissions?.includes("manage_roles")];
	};
	await sql`insert into overrides (channel_id, user_id, allow) values (${hidden}, ${cid.id}, 1)`;
	assert.deepEqual(await see(ada, "username=cid"), [[channelId, hidden], false]);
	assert.deepEqual(await see(bob, "username=cid"), [[channelId], false]);
	assert.deepEqual(await see(ada, `roleId=${managers}`), [[channelId], true]);
	await sql`insert into overrides (channel_id, role_id, allow) values (${hidden}, ${managers}, 1)`;
	assert.deepEqual(await see(ada, `roleId=${managers}`), [[channelId, hidden], true]);
	assert.deepEqual(await see(ada, "username=bob"), [[channelId, hidden], true]);
});
