import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, type ApiResponse, assertRefused } from "@/test/support/api-client";
import { range, waitUntil } from "@/test/support/socket-client";
import { nonce, TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let mod: ApiClient;
let nobody: ApiClient;
let made = 0;

const soon = (minutes = 60) => new Date(Date.now() + minutes * 60_000).toISOString();
const day = 1440;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	mod = await world.createUser("mod.erator");
	nobody = world.guest();
});
after(() => world.close());

type Place = { serverId: number; channelId: number };
const moderation = ["timeout_members", "kick_members", "ban_members", "view_audit_log"];

/** Ada’s server with bob as a plain member, and mod with a role that may moderate. */
async function createPlace(extra: object = {}, permissions = moderation): Promise<Place> {
	const place = await ada.createServer(`Moderated ${++made}`, extra);
	for (const person of [bob, mod]) await ada.addMember(place.serverId, person);
	await ada.createRole(place.serverId, "moderators", { permissions }, mod);
	return place;
}

const act = (by: ApiClient, serverId: number, subject: string, sanction: object, rest: object = {}) =>
	by.post(`/api/servers/${serverId}/moderation-actions`, { subject, sanction, ...rest });
const undo = (by: ApiClient, serverId: number, id: number | string) =>
	by.delete(`/api/servers/${serverId}/moderation-actions/${id}`);
const say = (person: ApiClient, channelId: number) =>
	person.post(`/api/channels/${channelId}/messages`, { nonce: nonce(), content: "Hello" });
const isMember = async (serverId: number, { id }: ApiClient) =>
	(await sql`select 1 from memberships where server_id = ${serverId} and user_id = ${id}`).length === 1;

async function acted(answer: ApiResponse | Promise<ApiResponse>) {
	const { status, text, body } = await answer;
	assert.ok(status === 201 || status === 200, text);
	assert.ok(body.action);
	return body.action;
}
const audit = async (serverId: number, query = "") =>
	(await ada.get(`/api/servers/${serverId}/audit-log${query}`)).body.entries ?? assert.fail("no entries");
const bansOf = async (serverId: number, query = "") =>
	(await ada.get(`/api/servers/${serverId}/bans${query}`)).body.bans ?? assert.fail("no bans");

const sanctions = [
	["timeout_members", () => ({ kind: "warn" })],
	["timeout_members", () => ({ kind: "timeout", until: soon() })],
	["kick_members", () => ({ kind: "kick" })],
	["ban_members", () => ({ kind: "ban" })],
] as const;

test("each sanction needs its own permission, also to be undone, and does nothing without it", async () => {
	for (const [permission, sanction] of sanctions) {
		const { serverId } = await createPlace({}, [...moderation.filter((one) => one !== permission)]);
		assertRefused(await act(mod, serverId, "bob", sanction()), 403, "forbidden");
		assertRefused(await act(bob, serverId, mod.username, sanction()), 403, "forbidden");
		assertRefused(await act(eve, serverId, "bob", sanction()), 403, "not_member");
		assertRefused(await act(nobody, serverId, "bob", sanction()), 401, "unauthenticated");
		assert.deepEqual(await audit(serverId), []);
		const { id } = await acted(act(ada, serverId, "bob", sanction()));
		assertRefused(await undo(mod, serverId, id), 403, "forbidden");
		assertRefused(await undo(eve, serverId, id), 403, "not_member");
		assert.equal((await undo(ada, serverId, id)).status, 204);
	}
	const { serverId } = await createPlace({ visibility: "private" });
	for (const call of [
		await act(eve, serverId, "bob", { kind: "warn" }),
		await eve.get(`/api/servers/${serverId}/bans`),
		await eve.get(`/api/servers/${serverId}/audit-log`),
		await eve.put(`/api/servers/${serverId}/bans/bob`),
		await eve.delete(`/api/servers/${serverId}/members/bob`),
	])
		assertRefused(call, 404, "server_not_found");
});

test("nobody moderates themselves, the owner, or a member who does not rank below them", async () => {
	const { serverId } = await createPlace();
	const other = await world.createUser("peer");
	await ada.addMember(serverId, other);
	const roles = (await ada.get(`/api/servers/${serverId}/roles`)).body.roles ?? [];
	const roleId = roles.find(({ name }) => name === "moderators")?.id;
	assert.equal((await ada.put(`/api/servers/${serverId}/members/peer/roles/${roleId}`)).status, 204);
	for (const [, sanction] of sanctions)
		for (const subject of [mod.username, "ada", "peer"])
			assertRefused(await act(mod, serverId, subject, sanction()), 403, "forbidden");
	assertRefused(await act(ada, serverId, "ada", { kind: "ban" }), 403, "forbidden");
	// Of a higher rank.
	await ada.createRole(serverId, "elders", {}, other);
	for (const call of [
		await mod.put(`/api/servers/${serverId}/bans/peer`),
		await mod.delete(`/api/servers/${serverId}/members/peer`),
		await mod.put(`/api/servers/${serverId}/members/peer/timeout`, { until: soon() }),
	])
		assertRefused(call, 403, "forbidden");
	const { id } = await acted(act(ada, serverId, "peer", { kind: "timeout", until: soon() }));
	assertRefused(await undo(mod, serverId, id), 403, "forbidden");
	assert.equal((await audit(serverId)).length, 1);
	assert.equal(await isMember(serverId, other), true);
});

test("bad input names its field, and nothing is done", async () => {
	const { serverId } = await createPlace();
	const path = `/api/servers/${serverId}/moderation-actions`;
	for (const [body, field] of [
		[{ sanction: { kind: "warn" } }, "subject"],
		[{ subject: 7, sanction: { kind: "warn" } }, "subject"],
		[{ subject: "no.such.user", sanction: { kind: "ban" } }, "subject"],
		[{ subject: "a\u0000", sanction: { kind: "ban" } }, "subject"],
		[{ subject: "eve", sanction: { kind: "kick" } }, "subject"],
		[{ subject: "eve", sanction: { kind: "warn" } }, "subject"],
		[{ subject: "bob" }, "sanction"],
		[{ subject: "bob", sanction: { kind: "mute" } }, "sanction.kind"],
		[{ subject: "bob", sanction: { kind: "warn", until: soon() } }, "sanction.until"],
		[{ subject: "bob", sanction: { kind: "kick", until: soon() } }, "sanction.until"],
		[{ subject: "bob", sanction: { kind: "timeout" } }, "sanction.until"],
		[{ subject: "bob", sanction: { kind: "timeout", until: null } }, "sanction.until"],
		[{ subject: "bob", sanction: { kind: "timeout", until: "soon" } }, "sanction.until"],
		[{ subject: "bob", sanction: { kind: "timeout", until: soon(-1) } }, "sanction.until"],
		[{ subject: "bob", sanction: { kind: "timeout", until: soon(28 * day + 5) } }, "sanction.until"],
		[{ subject: "bob", sanction: { kind: "ban", until: soon(-1) } }, "sanction.until"],
		[{ subject: "bob", sanction: { kind: "warn" }, reason: "x".repeat(501) }, "reason"],
		[{ subject: "bob", sanction: { kind: "warn" }, reason: null }, "reason"],
		[{ subject: "bob", sanction: { kind: "warn" }, note: "x".repeat(1001) }, "note"],
		[{ subject: "bob", sanction: { kind: "warn" }, purgeHours: 24 }, "purgeHours"],
		[{ subject: "bob", sanction: { kind: "warn" }, caseId: 1 }, "caseId"],
	] as const)
		assertRefused(await ada.post(path, body), 400, "invalid_request", field);
	const short = `/api/servers/${serverId}`;
	assertRefused(await ada.put(`${short}/members/bob/timeout`, {}), 400, "invalid_request", "until");
	assertRefused(
		await ada.put(`${short}/members/bob/timeout`, { until: soon(29 * day) }),
		400,
		"invalid_request",
		"until",
	);
	assertRefused(await ada.put(`${short}/bans/bob`, { until: "x" }), 400, "invalid_request", "until");
	assertRefused(await ada.put(`${short}/bans/bob`, { role: 1 }), 400, "invalid_request", "role");
	assertRefused(await ada.put(`${short}/bans/no.such.user`), 404, "user_not_found");
	assertRefused(await ada.delete(`${short}/bans/no.such.user`), 404, "user_not_found");
	assertRefused(await ada.delete(`${short}/members/eve`), 404, "user_not_found");
	assertRefused(await ada.put(`${short}/members/eve/timeout`, { until: soon() }), 404, "user_not_found");
	assertRefused(await ada.get(`${short}/bans?cursor=x`), 400, "invalid_request", "cursor");
	assertRefused(await ada.get(`${short}/audit-log?cursor=x`), 400, "invalid_request", "cursor");
	assertRefused(await ada.get(`${short}/audit-log?action=purge`), 400, "invalid_request", "action");
	assertRefused(await ada.get(`${short}/audit-log?limit=0`), 400, "invalid_request", "limit");
	const { serverId: otherId } = await ada.createServer("Other");
	const { id } = await acted(act(ada, otherId, "eve", { kind: "ban" }));
	for (const unknown of ["0", "x", "999999", id])
		assertRefused(await undo(ada, serverId, unknown), 404, "moderation_action_not_found");
	assert.deepEqual(await audit(serverId), []);
});

test("the ban list and the audit log are for those who may ban, and who may view it", async () => {
	const { serverId } = await createPlace({}, ["kick_members"]);
	for (const person of [mod, bob]) {
		assertRefused(await person.get(`/api/servers/${serverId}/bans`), 403, "forbidden");
		assertRefused(await person.get(`/api/servers/${serverId}/audit-log`), 403, "forbidden");
	}
});

test("a warning is told to its subject with the reason, and without the note and who has warned", async () => {
	const { serverId, channelId } = await createPlace();
	const client = await bob.connect();
	const action = await acted(act(mod, serverId, "BOB", { kind: "warn" }, { reason: " Stay on topic. ", note: "2nd" }));
	const { id, createdAt, undoUntil, subject, actor, ...rest } = action;
	assert.deepEqual(rest, { kind: "warn", until: null, reason: "Stay on topic.", note: "2nd", undoneAt: null });
	assert.deepEqual([subject.username, actor.username], ["bob", mod.username]);
	assert.equal(Date.parse(undoUntil) - Date.parse(createdAt), 7 * day * 60_000);
	await client.waitFor("sanction", (event) => event.serverId === serverId);
	const { text, body } = await bob.get("/api/sanctions");
	const { server, ...told } = body.sanctions?.find((one) => one.id === id) ?? assert.fail();
	assert.deepEqual(told, { id, kind: "warn", until: null, reason: "Stay on topic.", createdAt });
	assert.equal(server.id, serverId);
	assert.doesNotMatch(text, /2nd|mod\.erator/);
	assert.equal((await say(bob, channelId)).status, 201);
	assert.equal((await undo(mod, serverId, id)).status, 204);
	assert.ok((await bob.get("/api/sanctions")).body.sanctions?.every((one) => one.id !== id));
	client.close();
});

test("a kick removes the member at once; the last event is membership, and undoing it does not put them back", async () => {
	const { serverId, channelId } = await createPlace();
	const client = await bob.openSocket(channelId);
	const before = (await ada.get(`/api/servers/${serverId}`)).body.server?.memberCount ?? 0;
	const { id } = await acted(act(mod, serverId, "bob", { kind: "kick" }));
	await ada.sendMessage(channelId, "Afterwards");
	assert.deepEqual(client.of("membership").at(-1), { serverId, isMember: false, reason: "kicked" });
	const heard = client.received.filter(({ payload }) => JSON.stringify(payload).includes(`"serverId":${serverId}`));
	assert.equal(heard.at(-1)?.event, "membership");
	assertRefused(await say(bob, channelId), 403, "not_member");
	assert.equal((await ada.get(`/api/servers/${serverId}`)).body.server?.memberCount, before - 1);
	assertRefused(await ada.delete(`/api/servers/${serverId}/members/bob`), 404, "user_not_found");
	assert.equal((await undo(mod, serverId, id)).status, 204);
	assert.equal(await isMember(serverId, bob), false);
	await bob.join(serverId);
	assert.equal((await mod.delete(`/api/servers/${serverId}/members/bob`)).status, 204);
	assert.equal(await isMember(serverId, bob), false);
	client.close();
});

test("a banned user is gone and enters by no way, and is told why and until when", async () => {
	const { serverId, channelId } = await createPlace();
	const code = await ada.createInvite(serverId);
	const until = soon();
	const client = await bob.openSocket(channelId);
	await acted(act(mod, serverId, "bob", { kind: "ban", until }, { reason: "Spam" }));
	assert.deepEqual(client.of("membership").at(-1), { serverId, isMember: false, reason: "banned" });
	assertRefused(await say(bob, channelId), 403, "not_member");
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

test("a ban of a user who was no member of a private server is not told to them", async () => {
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
	const second = await acted(put({ reason: "Spam" }));
	assert.notEqual(second.id, first.id);
	assert.equal((await bansOf(serverId))[0]?.until, null);
	assert.equal((await undo(mod, serverId, second.id)).status, 204);
	assert.equal((await bansOf(serverId))[0]?.until, until);
	assert.equal((await undo(mod, serverId, first.id)).status, 204);
	await bob.join(serverId);
	assert.deepEqual(
		(await audit(serverId)).map(({ action }) => action),
		["undo_ban", "undo_ban", "ban", "ban"],
	);
});

test("an action is undone within 7 days; again changes nothing, later only the short forms lift it", async () => {
	const { serverId } = await createPlace();
	const first = await acted(act(mod, serverId, "bob", { kind: "ban" }));
	assert.equal((await undo(mod, serverId, first.id)).status, 204);
	assert.equal((await undo(mod, serverId, first.id)).status, 204);
	const second = await acted(act(mod, serverId, "bob", { kind: "ban" }));
	await sql`update moderation_actions set created_at = created_at - interval '8 days' where id in (${first.id}, ${second.id})`;
	assertRefused(await undo(mod, serverId, second.id), 409, "undo_expired");
	assert.equal((await undo(mod, serverId, first.id)).status, 204);
	assertRefused(await bob.post(`/api/membership/${serverId}`), 403, "banned");
	assert.ok((await bob.get("/api/sanctions")).body.sanctions?.some(({ id }) => id === second.id));
	assert.equal((await mod.delete(`/api/servers/${serverId}/bans/bob`)).status, 204);
	await bob.join(serverId);
	assert.equal((await audit(serverId)).length, 4);
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
	for (const [q, found] of [
		["BO", ["bob"]],
		["%25", []],
		["_", []],
	] as const)
		assert.deepEqual(
			(await bansOf(serverId, `?q=${q}`)).map(({ user }) => user.username),
			found,
		);
});

test("the audit log tells who did what to whom, filtered and by page, and cannot be changed", async () => {
	const { serverId } = await createPlace();
	const { id } = await acted(act(mod, serverId, "bob", { kind: "ban" }, { reason: "Spam", note: "Ask Ada" }));
	await undo(ada, serverId, id);
	await acted(act(ada, serverId, mod.username, { kind: "warn" }));
	const entries = await audit(serverId);
	assert.deepEqual(
		entries.map(({ action, actor, subject }) => [action, actor.username, subject.username]),
		[
			["warn", "ada", mod.username],
			["undo_ban", "ada", "bob"],
			["ban", mod.username, "bob"],
		],
	);
	const { moderationAction } = entries[2] ?? assert.fail();
	assert.deepEqual([moderationAction.reason, moderationAction.note], ["Spam", "Ask Ada"]);
	for (const [query, found] of [
		["?actor=ADA", ["warn", "undo_ban"]],
		["?subject=bob", ["undo_ban", "ban"]],
		["?action=ban", ["ban"]],
		["?actor=ada&subject=bob", ["undo_ban"]],
		["?actor=no.such.user", []],
	] as const)
		assert.deepEqual(
			(await audit(serverId, query)).map(({ action }) => action),
			found,
		);
	const first = (await ada.get(`/api/servers/${serverId}/audit-log?limit=2`)).body;
	const rest = await audit(serverId, `?limit=2&cursor=${first.nextCursor}`);
	assert.deepEqual([first.entries?.length, rest.map(({ action }) => action)], [2, ["ban"]]);
	await assert.rejects(sql`update audit_log set action = 'warn' where server_id = ${serverId}`, /append-only/);
	await assert.rejects(sql`delete from audit_log where server_id = ${serverId}`, /append-only/);
	assert.equal((await ada.delete(`/api/servers/${serverId}`)).status, 204);
	assert.equal((await sql`select 1 from audit_log where server_id = ${serverId}`).length, 0);
});

test("a moderator who is timed out moderates nobody", async () => {
	const { serverId } = await createPlace();
	await acted(act(ada, serverId, mod.username, { kind: "timeout", until: soon() }));
	for (const [, sanction] of sanctions) {
		const refused = await act(mod, serverId, "bob", sanction());
		assertRefused(refused, 403, "timed_out");
		assert.ok((refused.body.error?.retryAfterMs ?? 0) > 0);
	}
	assertRefused(await mod.get(`/api/servers/${serverId}/bans`), 403, "timed_out");
});

test("concurrent actions of many moderators all count, and the number of members stays exact", async () => {
	const { serverId } = await createPlace();
	const people = await Promise.all(range(1, 6).map((n) => world.createUser(`crowd.${n}`)));
	for (const person of people) await person.join(serverId);
	const answers = await Promise.all(
		people.flatMap(({ username }) => [
			act(ada, serverId, username, { kind: "kick" }),
			act(mod, serverId, username, { kind: "ban" }),
		]),
	);
	assert.ok(answers.every(({ status }) => status === 201 || status === 400));
	await waitUntil("all are banned", async () => (await bansOf(serverId)).length === people.length);
	const [row] = await sql<{ counted: number; kept: number }[]>`
		select (select count(*)::int from memberships where server_id = s.id) as counted, member_count as kept
		from servers s where id = ${serverId}`;
	assert.deepEqual([row?.counted, row?.kept], [3, 3]);
	assert.deepEqual(world.loggedErrors, []);
});
