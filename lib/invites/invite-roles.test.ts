import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
});
after(() => world.close());

const rolesOf = async (person: ApiClient, serverId: number) => {
	const { members } = (await ada.get(`/api/servers/${serverId}/members`)).body;
	return members?.find(({ user }) => user.id === person.id)?.roles;
};

test("an invite gives only roles below its maker's rank, with permissions that they have", async () => {
	const { serverId } = await ada.createServer("Ranks");
	const other = await ada.createServer("Foreign roles");
	await bob.join(serverId);
	const low = await ada.createRole(serverId, "low", { permissions: ["send_messages"] });
	const strong = await ada.createRole(serverId, "strong", { permissions: ["ban_members"] });
	const maker = await ada.createRole(serverId, "maker", { permissions: ["create_invites"] }, bob);
	const foreign = await ada.createRole(other.serverId, "foreign");
	const invite = (roleIds: number[]) => bob.post(`/api/servers/${serverId}/invites`, { roleIds });
	assertRefused(await invite([low]), 403, "forbidden");
	const { status, text } = await ada.patch(`/api/roles/${maker}`, {
		permissions: ["create_invites", "manage_roles", "send_messages"],
	});
	assert.equal(status, 200, text);
	assertRefused(await invite([strong]), 403, "forbidden");
	assertRefused(await invite([maker]), 403, "forbidden");
	assertRefused(await invite([foreign]), 400, "invalid_request", "roleIds");
	const { roles = [] } = (await ada.get(`/api/servers/${serverId}/roles`)).body;
	const everyone = roles.find((role) => role.everyone)?.id ?? 0;
	assertRefused(
		await ada.post(`/api/servers/${serverId}/invites`, { roleIds: [everyone] }),
		400,
		"invalid_request",
		"roleIds",
	);
	assert.equal((await invite([low])).status, 201);
});

test("a user who joins has the roles of the invite at once, which members see and outsiders never do", async () => {
	const { serverId } = await ada.createServer("Given", { visibility: "private" });
	const scout = await ada.createRole(serverId, "scout", { permissions: ["create_invites"] });
	const gone = await ada.createRole(serverId, "gone");
	const code = await ada.createInvite(serverId, { roleIds: [scout, gone], maxUses: 5 });
	await ada.delete(`/api/roles/${gone}`);
	const preview = await eve.get(`/api/invites/${code}`);
	assert.doesNotMatch(preview.text, /role|scout/i);
	const adas = await ada.connect();
	const { body } = await bob.post(`/api/invites/${code}`);
	assert.deepEqual(body.server?.roleIds, [scout]);
	assert.ok(body.server?.permissions?.includes("create_invites"));
	assert.deepEqual(await rolesOf(bob, serverId), [scout]);
	await waitUntil("members learn of the role", () =>
		adas.received.some(
			({ event, payload }) =>
				/^members?:updated$/.test(event) && JSON.stringify(payload).includes(`"roleIds":[${scout}]`),
		),
	);
	assert.equal((await bob.post(`/api/servers/${serverId}/invites`)).status, 201);
	adas.close();
});

test("an invite gives a role only while its maker could give it", async () => {
	const { serverId } = await ada.createServer("While", { visibility: "private" });
	await ada.addMember(serverId, bob);
	const permissions = ["create_invites", "manage_roles"];
	const scout = await ada.createRole(serverId, "scout");
	const maker = await ada.createRole(serverId, "maker", { permissions }, bob);
	const code = await bob.createInvite(serverId, { roleIds: [scout] });
	const change = async (role: number, body: object) =>
		assert.equal((await ada.patch(`/api/roles/${role}`, body)).status, 200);
	const given = async () => {
		assert.equal((await eve.post(`/api/invites/${code}`)).status, 200);
		const roles = await rolesOf(eve, serverId);
		await eve.leave(serverId);
		return roles;
	};
	assert.deepEqual(await given(), [scout]);
	await change(maker, { permissions: ["create_invites"] });
	assert.deepEqual(await given(), [], "without manage_roles");
	await change(maker, { permissions });
	await change(scout, { permissions: ["ban_members"] });
	assert.deepEqual(await given(), [], "with a permission that the maker lacks");
	await change(scout, { permissions: [] });
	await ada.put(`/api/servers/${serverId}/roles/order`, { roleIds: [scout, maker] });
	assert.deepEqual(await given(), [], "above the maker's rank");
	await ada.put(`/api/servers/${serverId}/roles/order`, { roleIds: [maker, scout] });
	assert.deepEqual(await given(), [scout]);
	await bob.leave(serverId);
	assert.deepEqual(await given(), [], "of a maker who has left");
});

test("approval gives the roles of the invite, unless it has ended", async () => {
	const { serverId } = await ada.createServer("Given later", { visibility: "private" });
	const scout = await ada.createRole(serverId, "scout");
	const codes = [
		await ada.createInvite(serverId, { roleIds: [scout], needsApproval: true }),
		await ada.createInvite(serverId, { roleIds: [scout], needsApproval: true }),
	] as const;
	assert.equal((await bob.post(`/api/invites/${codes[0]}`)).status, 202);
	assert.equal((await eve.post(`/api/invites/${codes[1]}`)).status, 202);
	await ada.delete(`/api/invites/${codes[1]}`);
	const { requests = [] } = (await ada.get(`/api/servers/${serverId}/requests`)).body;
	for (const { id } of requests)
		assert.equal((await ada.put(`/api/servers/${serverId}/requests/${id}`, { state: "approved" })).status, 200);
	assert.deepEqual([await rolesOf(bob, serverId), await rolesOf(eve, serverId)], [[scout], []]);
});
