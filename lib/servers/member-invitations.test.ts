import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let dan: ApiClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	dan = await world.createUser("dan");
});
after(() => world.close());

/** A private server in which bob has a role with these permissions. */
async function withInviter(name: string, permissions: string[] = ["create_invites"]) {
	const { serverId } = await ada.createServer(name, { visibility: "private" });
	await ada.addMember(serverId, bob);
	return { serverId, roleId: await ada.createRole(serverId, "inviter", { permissions }, bob) };
}
const invite = (by: ApiClient, serverId: number, person = eve) =>
	by.put(`/api/servers/${serverId}/members/${person.username}`);
const accept = (person: ApiClient, serverId: number) => person.post(`/api/invitations/${serverId}`);
const sent = async (by: ApiClient, serverId: number) =>
	(await by.get(`/api/servers/${serverId}/invitations`)).body.invitations?.map(({ username }) => username);

test("only members with create_invites invite, and where joins must be approved only those who approve them", async () => {
	const { serverId } = await withInviter("Who invites");
	await ada.addMember(serverId, dan);
	assertRefused(await invite(dan, serverId), 403, "forbidden");
	await ada.patch(`/api/servers/${serverId}`, { joinRequirements: { approval: true } });
	assertRefused(await invite(bob, serverId), 403, "forbidden");
	assert.equal((await invite(ada, serverId)).status, 202);
	await ada.createRole(serverId, "door", { permissions: ["approve_joins"] }, bob);
	const other = await world.createUser("other");
	assert.equal((await invite(bob, serverId, other)).status, 202);
	assert.equal((await accept(other, serverId)).status, 200);
});

test("an invitation is open only while its sender is a member who may invite", async () => {
	const { serverId, roleId } = await withInviter("Open while");
	const role = `/api/servers/${serverId}/members/bob/roles/${roleId}`;
	assert.equal((await invite(bob, serverId)).status, 202);
	await ada.delete(role);
	assertRefused(await accept(eve, serverId), 404, "invitation_not_found");
	const open = async () =>
		(await eve.get("/api/invitations")).body.invitations?.find(({ server }) => server.id === serverId);
	assert.equal(await open(), undefined);
	await ada.put(role);
	await ada.patch(`/api/servers/${serverId}`, { joinRequirements: { approval: true } });
	assertRefused(await accept(eve, serverId), 404, "invitation_not_found");
	await ada.patch(`/api/servers/${serverId}`, { joinRequirements: { approval: false } });
	assert.equal((await open())?.invitedBy.username, "bob");
	await bob.leave(serverId);
	assertRefused(await accept(eve, serverId), 404, "invitation_not_found");
	// Another member may invite the same user again at once.
	assert.equal((await invite(ada, serverId)).status, 202);
	assert.equal((await accept(eve, serverId)).status, 200);
});

test("members list and withdraw the invitations they have sent; those who may manage the server all of them", async () => {
	const { serverId } = await withInviter("Lists");
	await ada.addMember(serverId, dan);
	const other = await world.createUser("another");
	await invite(bob, serverId);
	await invite(ada, serverId, other);
	assert.deepEqual(await sent(bob, serverId), ["eve"]);
	assert.deepEqual((await sent(ada, serverId))?.toSorted(), ["another", "eve"]);
	assertRefused(await dan.get(`/api/servers/${serverId}/invitations`), 403, "forbidden");
	assertRefused(await bob.delete(`/api/servers/${serverId}/invitations/another`), 404, "invitation_not_found");
	assert.equal((await ada.delete(`/api/servers/${serverId}/invitations/eve`)).status, 204);
	assertRefused(await accept(eve, serverId), 404, "invitation_not_found");
});

test("a second sender does not repeat an open or declined invitation, and gets the same answer", async () => {
	const { serverId } = await withInviter("Twice");
	await invite(ada, serverId);
	const answers = [await invite(bob, serverId)];
	await eve.delete(`/api/invitations/${serverId}`);
	answers.push(await invite(bob, serverId));
	for (const { status, body } of answers) assert.deepEqual([status, body.invited], [202, true]);
	assertRefused(await accept(eve, serverId), 404, "invitation_not_found");
	const rows = await sql`select 1 from invitations where invited_by = ${bob.id} and server_id = ${serverId}`;
	assert.equal(rows.length, 0);
});
