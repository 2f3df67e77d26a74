import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, world } from "@/test/support/community";
import {
	act,
	acted,
	audit,
	bansOf,
	createPlace,
	isMember,
	mod,
	nobody,
	postHello,
	setUpModeration,
	soon,
	undo,
} from "@/test/support/moderation";

setUpModeration();

test("a banned user is removed, cannot come back in any way, and receives the reason and the end", async () => {
	const { serverId, channelId } = await createPlace();
	const code = await ada.createInvite(serverId);
	const until = soon();
	const client = await bob.openSocket(channelId);
	await acted(act(mod, serverId, "bob", { kind: "ban", until }, { reason: "Spam" }));
	assert.deepEqual(client.of("membership").at(-1), { serverId, isMember: false, reason: "banned" });
	assertRefused(await postHello(bob, channelId), 403, "not_member");
	const byWays = [await bob.post(`/api/membership/${serverId}`), await bob.post(`/api/invites/${code}`)];
	assert.equal((await ada.patch(`/api/servers/${serverId}`, { joinRequirements: { approval: true } })).status, 200);
	byWays.push(await bob.post(`/api/membership/${serverId}`), await bob.post(`/api/invites/${code}`));
	for (const answer of byWays) {
		assertRefused(answer, 403, "banned");
		assert.deepEqual([answer.body.error?.reason, answer.body.error?.until], ["Spam", until]);
	}
	assert.equal((await ada.put(`/api/servers/${serverId}/members/bob`)).status, 202);
	assert.ok((await bob.get("/api/invitations")).body.invitations?.every(({ server }) => server.id !== serverId));
	assertRefused(await bob.post(`/api/invitations/${serverId}`), 404, "invitation_not_found");
	assert.deepEqual(
		(await bansOf(serverId)).map(({ user, until, reason }) => [user.username, until, reason]),
		[["bob", until, "Spam"]],
	);
	assert.equal((await mod.delete(`/api/servers/${serverId}/bans/BOB`)).status, 204);
	assert.equal((await mod.delete(`/api/servers/${serverId}/bans/bob`)).status, 204);
	assert.deepEqual(await bansOf(serverId), []);
	assert.equal((await bob.post(`/api/invites/${code}`)).status, 202);
	client.close();
});

test("the invitations that a banned member has sent stay withdrawn when they come back", async () => {
	const { serverId } = await createPlace();
	await ada.createRole(serverId, "inviters", { permissions: ["create_invites"] }, bob);
	assert.equal((await bob.put(`/api/servers/${serverId}/members/eve`)).status, 202);
	const { id } = await acted(act(ada, serverId, "bob", { kind: "ban" }));
	assert.equal((await undo(ada, serverId, id)).status, 204);
	await bob.join(serverId);
	const [role] = (await ada.get(`/api/servers/${serverId}/roles`)).body.roles ?? [];
	assert.equal((await ada.put(`/api/roles/${role?.id}/members`, { usernames: ["bob"] })).status, 204);
	assertRefused(await eve.post(`/api/invitations/${serverId}`), 404, "invitation_not_found");
});

test("a ban voids the invitation and the request of the user, and the invites they have made", async () => {
	const { serverId } = await createPlace({ visibility: "private" });
	await ada.createRole(serverId, "inviters", { permissions: ["create_invites"] }, bob);
	const own = await bob.createInvite(serverId);
	await acted(act(ada, serverId, "bob", { kind: "ban" }));
	assertRefused(await nobody.get(`/api/invites/${own}`), 410, "invite_ended");
	assert.equal((await ada.put(`/api/servers/${serverId}/members/eve`)).status, 202);
	await acted(act(ada, serverId, "eve", { kind: "ban" }));
	assert.equal((await ada.delete(`/api/servers/${serverId}/bans/eve`)).status, 204);
	assertRefused(await eve.post(`/api/invitations/${serverId}`), 404, "invitation_not_found");
	const asking = await ada.createInvite(serverId, { needsApproval: true });
	assert.equal((await eve.post(`/api/invites/${asking}`)).status, 202);
	await acted(act(ada, serverId, "eve", { kind: "ban" }));
	const { body } = await ada.get(`/api/servers/${serverId}/requests?state=refused`);
	assert.deepEqual([body.pending, body.requests?.[0]?.user.username], [0, "eve"]);
	const put = await ada.put(`/api/servers/${serverId}/requests/${body.requests?.[0]?.id}`, { state: "approved" });
	assert.ok(put.status === 403 || put.status === 409, put.text);
	assert.equal(await isMember(serverId, eve), false);
});

test("a ban leaves what its user has in another server, and what others have in this one", async () => {
	const [here, there] = [await createPlace(), await createPlace()];
	await ada.createRole(there.serverId, "inviters", { permissions: ["create_invites"] }, bob);
	const codes = [await ada.createInvite(here.serverId), await bob.createInvite(there.serverId)];
	assert.equal((await bob.put(`/api/servers/${there.serverId}/members/eve`)).status, 202);
	const [invited, asking] = await world.createUsers("invited.here", "asking.here");
	assert.equal((await ada.put(`/api/servers/${here.serverId}/members/invited.here`)).status, 202);
	const asked = await ada.createServer("Asked");
	for (const id of [here.serverId, asked.serverId])
		await ada.patch(`/api/servers/${id}`, { joinRequirements: { approval: true } });
	assert.equal((await bob.post(`/api/membership/${asked.serverId}`)).status, 202);
	assert.equal((await asking?.post(`/api/membership/${here.serverId}`))?.status, 202);
	const nonce = randomUUID();
	const first = await acted(act(ada, there.serverId, "bob", { kind: "warn" }, { nonce }));
	const { id } = await acted(act(ada, here.serverId, "bob", { kind: "ban" }, { nonce }));
	assert.notEqual(id, first.id);
	assertRefused(await undo(ada, there.serverId, id), 404, "moderation_action_not_found");
	assert.equal((await ada.delete(`/api/servers/${there.serverId}/bans/bob`)).status, 204);
	assertRefused(await bob.post(`/api/membership/${here.serverId}`), 403, "banned");
	assert.equal((await postHello(bob, there.channelId)).status, 201);
	for (const code of codes) assert.equal((await nobody.get(`/api/invites/${code}`)).status, 200);
	for (const { serverId } of [here, asked])
		assert.equal((await ada.get(`/api/servers/${serverId}/requests`)).body.pending, 1);
	for (const [person, { serverId }] of [
		[invited, here],
		[eve, there],
	] as const)
		assert.equal((await person?.post(`/api/invitations/${serverId}`))?.status, 200);
	// Nor does it refuse a request that was approved before.
	const requests = `/api/servers/${here.serverId}/requests`;
	const [request] = (await ada.get(requests)).body.requests ?? [];
	assert.equal((await ada.put(`${requests}/${request?.id}`, { state: "approved" })).status, 200);
	await acted(act(ada, here.serverId, "asking.here", { kind: "ban" }));
	assert.deepEqual((await ada.get(`${requests}?state=refused`)).body.requests, []);
});

test("a ban from a private server is not shown to a user who was no member", async () => {
	const { serverId } = await createPlace({ visibility: "private" });
	const client = await eve.connect();
	await acted(act(ada, serverId, "eve", { kind: "ban" }, { reason: "Before you come" }));
	assert.ok((await eve.get("/api/sanctions")).body.sanctions?.every(({ server }) => server.id !== serverId));
	assertRefused(await eve.get(`/api/servers/${serverId}`), 404, "server_not_found");
	assertRefused(await eve.post(`/api/membership/${serverId}`), 404, "server_not_found");
	assert.deepEqual(client.of("sanction"), []);
	client.close();
});

test("a ban by time ends by the clock", async () => {
	const { serverId } = await createPlace();
	const { id } = await acted(act(mod, serverId, "bob", { kind: "ban", until: soon() }));
	assertRefused(await bob.post(`/api/membership/${serverId}`), 403, "banned");
	await sql`update bans set until = now() where action_id = ${id}`;
	await bob.join(serverId);
	assert.deepEqual(await bansOf(serverId), []);
});

test("the same ban again changes nothing; another one replaces it, and undoing that one brings it back", async () => {
	const { serverId } = await createPlace();
	const until = soon();
	const put = (body: object) => mod.put(`/api/servers/${serverId}/bans/bob`, body);
	const first = await acted(put({ until, reason: "Spam" }));
	assert.equal((await acted(put({ until, reason: "Spam" }))).id, first.id);
	const other = await acted(put({ until, reason: "Scam" }));
	const second = await acted(put({ reason: "Spam" }));
	assert.equal(new Set([first.id, other.id, second.id]).size, 3);
	assert.equal((await bansOf(serverId))[0]?.until, null);
	assert.equal((await undo(mod, serverId, second.id)).status, 204);
	assert.equal((await bansOf(serverId))[0]?.until, until);
	for (const { id } of [other, first]) assert.equal((await undo(mod, serverId, id)).status, 204);
	await bob.join(serverId);
	assert.deepEqual(
		(await audit(serverId)).map(({ action }) => action),
		["undo_ban", "undo_ban", "undo_ban", "ban", "ban", "ban"],
	);
});

test("bans are found by a literal part of either name and listed by page, latest first", async () => {
	const { serverId } = await createPlace();
	for (const subject of ["bob", "eve"]) await acted(act(mod, serverId, subject, { kind: "ban" }));
	const first = (await ada.get(`/api/servers/${serverId}/bans?limit=1`)).body;
	const second = (await ada.get(`/api/servers/${serverId}/bans?limit=1&cursor=${first.nextCursor}`)).body;
	assert.deepEqual(
		[first, second].map(({ bans, nextCursor }) => [bans?.map(({ user }) => user.username), nextCursor !== null]),
		[
			[["eve"], true],
			[["bob"], false],
		],
	);
	await ada.addMember(serverId, await world.createUser("listed.member"));
	await sql`update users set display_name = 'Kilroy' where username = 'listed.member'`;
	await acted(act(mod, serverId, "listed.member", { kind: "ban" }));
	for (const [q, found] of [
		["BO", ["bob"]],
		["Sted.", ["listed.member"]],
		["kilro", ["listed.member"]],
		["%25", []],
		["_", []],
	] as const)
		assert.deepEqual(
			(await bansOf(serverId, `?q=${q}`)).map(({ user }) => user.username),
			found,
		);
});
