import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { actWhileLosingRole, holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { isMember, postHello, soon } from "@/test/support/moderation";
import { repeatsOf } from "@/test/support/races";
import { range } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";

setUpCommunity();

const path = (id = serverId) => `/api/servers/${id}/raid-mode`;
const set = async (body: object) => {
	const { status, text, body: answer } = await ada.put(path(), body);
	assert.equal(status, 200, text);
	return answer.raidMode;
};
const join = (who: ApiClient) => who.post(`/api/membership/${serverId}`);
const leave = (who: ApiClient) => who.delete(`/api/membership/${serverId}`);
const watch = (body: object) => ada.put(`/api/servers/${serverId}/raid-watch`, body);
const entries = async (action: string) =>
	(await ada.get(`/api/servers/${serverId}/audit-log?action=${action}`)).body.entries ?? [];

beforeEach(async () => {
	await set({ until: null });
	assert.equal((await watch({ action: "off" })).status, 200);
	await leave(eve);
});

test("only members who may kick turn raid mode on, and malformed requests change nothing", async () => {
	assertRefused(await bob.put(path(), { until: soon() }), 403, "forbidden");
	assertRefused(await bob.get(path()), 403, "forbidden");
	assertRefused(await eve.put(path(), { until: soon() }), 403, "forbidden");
	assertRefused(await ada.put(path(999_999), { until: soon() }), 404, "server_not_found");
	for (const [field, body] of [
		["until", {}],
		["until", { until: "soon" }],
		["until", { until: soon(-1000) }],
		["until", { until: soon(8 * 86_400_000) }],
		["joins", { until: soon(), joins: "some" }],
		["newcomersMay", { until: soon(), newcomersMay: null }],
		["slowModeSeconds", { until: soon(), slowModeSeconds: 7 }],
		["since", { until: soon(), since: soon() }],
	] as const)
		assertRefused(await ada.put(path(), body), 400, "invalid_request", field);
	assert.equal((await ada.get(path())).body.raidMode, null);
	const role = await ada.createRole(serverId, "moderators", { permissions: ["kick_members"] }, bob);
	assert.equal((await bob.put(path(), { until: soon() })).status, 200);
	assertRefused(await bob.put(`/api/servers/${serverId}/raid-watch`, { action: "off" }), 403, "forbidden");
	assert.equal((await ada.delete(`/api/roles/${role}`)).status, 204);
});

test("raid mode and the watch wait for a change of the member’s roles, and are refused without the permission", async () => {
	for (const [permission, change] of [
		["kick_members", () => bob.put(path(), { until: soon() })],
		["manage_server", () => bob.put(`/api/servers/${serverId}/raid-watch`, { action: "notify" })],
	] as const) {
		const roleId = await ada.createRole(serverId, `with ${permission}`, { permissions: [permission] }, bob);
		assertRefused(await actWhileLosingRole(serverId, roleId, change), 403, "forbidden");
	}
	const { body } = await ada.get(path());
	assert.deepEqual([body.raidMode, body.watch?.action], [null, "off"]);
});

test("while joins are closed nobody becomes a member in any way, and nothing is used up", async () => {
	const code = await ada.createInvite(serverId, { maxUses: 1 });
	assert.equal((await ada.put(`/api/servers/${serverId}/members/eve`)).status, 202);
	await set({ until: soon() });
	for (const way of [join(eve), eve.post(`/api/invites/${code}`), eve.post(`/api/invitations/${serverId}`)]) {
		const answer = await way;
		assertRefused(answer, 403, "joins_closed");
		assert.ok((answer.body.error?.retryAfterMs ?? 0) > 3_500_000, answer.text);
	}
	assert.equal(await isMember(serverId, eve), false);
	await set({ until: null });
	assert.equal((await eve.post(`/api/invites/${code}`)).status, 200);
});

test("an invite that is wrong is refused as always, whatever raid mode says", async () => {
	await set({ until: soon() });
	assertRefused(await eve.post("/api/invites/111111111111"), 404, "invite_not_found");
	assertRefused(await eve.post(`/api/invitations/${serverId}`), 404, "invitation_not_found");
	assertRefused(await join(bob), 409, "already_member");
	for (const [joinRequirements, code] of [
		[{ minAccountMinutes: 60 }, "join_requirements_not_met"],
		[{ minAccountMinutes: 0, approval: true }, "joins_closed"],
		[{ approval: false }, "joins_closed"],
	] as const) {
		assert.equal((await ada.patch(`/api/servers/${serverId}`, { joinRequirements })).status, 200);
		assertRefused(await join(eve), 403, code);
	}
	const { serverId: hidden } = await ada.createServer("Hidden", { visibility: "private" });
	await ada.put(path(hidden), { until: soon() });
	const absent = await eve.post("/api/membership/999999");
	assert.equal((await eve.post(`/api/membership/${hidden}`)).text, absent.text);
});

test("joins need approval while raid mode says so, through an invite that skips it too", async () => {
	const code = await ada.createInvite(serverId, { needsApproval: false });
	await set({ until: soon(), joins: "approval" });
	assert.equal((await eve.get(`/api/servers/${serverId}`)).body.server?.needsApproval, true);
	assert.equal((await eve.get(`/api/invites/${code}`)).body.invite?.needsApproval, true);
	assert.equal((await eve.post(`/api/invites/${code}`)).status, 202);
	assert.equal((await join(eve)).status, 202);
	assert.equal(await isMember(serverId, eve), false);
	const [request] = (await ada.get(`/api/servers/${serverId}/requests`)).body.requests ?? [];
	const approve = () => ada.put(`/api/servers/${serverId}/requests/${request?.id}`, { state: "approved" });
	await set({ until: soon(), joins: "closed" });
	assertRefused(await approve(), 403, "joins_closed");
	await set({ until: soon(), joins: "approval" });
	assert.equal((await approve()).status, 200);
	assert.equal(await isMember(serverId, eve), true);
});

test("newcomers read and do nothing else until raid mode ends; earlier members and the owner write", async () => {
	await set({ until: soon(), joins: "open" });
	assert.equal((await join(eve)).status, 200);
	const other = await ada.sendMessage(channelId, "Hers");
	const client = await eve.openSocket(channelId);
	const message = `/api/channels/${channelId}/messages/${other.seq}`;
	for (const refused of [
		await postHello(eve, channelId),
		await eve.put(`${message}/reactions/${encodeURIComponent("🎉")}`),
		await eve.post(`${message}/thread`),
		await eve.upload(channelId, "b.txt", "b"),
		await eve.post(`/api/servers/${serverId}/invites`, {}),
		await eve.put(`/api/servers/${serverId}/members/eve/nickname`, { nickname: "E" }),
	]) {
		assertRefused(refused, 403, "raid_mode");
		assert.ok((refused.body.error?.retryAfterMs ?? 0) > 3_500_000, refused.text);
	}
	for (const [event, more] of [
		["message:send", { nonce: nonce(), content: "x" }],
		["typing", {}],
	] as const) {
		const { error } = await client.ask(event, { channelId, ...more });
		assert.equal(error?.code, "raid_mode", event);
	}
	assert.equal((await eve.get(`/api/channels/${channelId}/messages`)).status, 200);
	assert.equal((await postHello(bob, channelId)).status, 201);
	const { reasons } = (await eve.get(`/api/servers/${serverId}/permissions/eve?channelId=${channelId}`)).body;
	assert.equal(reasons?.find(({ permission }) => permission === "send_messages")?.rule, "raid_mode");
	client.forget();
	await set({ until: soon(), joins: "open", newcomersMay: "talk" });
	await client.waitFor("access", (event) => event.serverId === serverId);
	assert.equal((await postHello(eve, channelId)).status, 201);
	client.close();
});

test("raid mode ends by the clock, for requests and for connected newcomers", async () => {
	await set({ until: soon(), joins: "open" });
	assert.equal((await join(eve)).status, 200);
	const client = await eve.connect();
	assertRefused(await postHello(eve, channelId), 403, "raid_mode");
	await set({ until: soon(1500), joins: "open" });
	await client.waitFor("access", (event) => event.serverId === serverId);
	assert.equal((await postHello(eve, channelId)).status, 201);
	assert.equal((await ada.get(path())).body.raidMode, null);
	assert.equal((await ada.get(`/api/servers/${serverId}`)).body.server?.raidMode, null);
	client.close();
});

test("raid mode makes every channel slow, and those that are slower stay so", async () => {
	await set({ until: soon(), slowModeSeconds: 30 });
	assert.equal((await postHello(bob, channelId)).status, 201);
	const early = await postHello(bob, channelId);
	assertRefused(early, 429, "slow_mode");
	assert.ok((early.body.error?.retryAfterMs ?? 0) <= 30_000);
	assert.equal((await postHello(ada, channelId)).status, 201);
	await ada.patch(`/api/channels/${channelId}`, { slowModeSeconds: 600 });
	const elsewhere = await ada.createServer("Slow elsewhere");
	await bob.join(elsewhere.serverId);
	const there = { until: soon(), slowModeSeconds: 30 };
	assert.equal((await ada.put(`/api/servers/${elsewhere.serverId}/raid-mode`, there)).status, 200);
	assert.equal((await postHello(bob, elsewhere.channelId)).status, 201);
	// A change of raid mode lets nobody write sooner in a channel that is slow by itself, or in another server.
	await set({ until: soon(), slowModeSeconds: 60 });
	for (const id of [channelId, elsewhere.channelId]) assertRefused(await postHello(bob, id), 429, "slow_mode");
	assert.ok(((await postHello(bob, channelId)).body.error?.retryAfterMs ?? 0) > 500_000);
	await ada.patch(`/api/channels/${channelId}`, { slowModeSeconds: 0 });
	await set({ until: null });
	for (const _ of range(1, 2)) assert.equal((await postHello(bob, channelId)).status, 201);
	assert.equal((await sql`select * from slow_mode_state where channel_id = ${channelId}`).length, 0);
});

test("members see raid mode, outsiders do not, and the audit log has its begin and its end once each", async () => {
	const client = await bob.connect();
	const begun = (await entries("raid_mode")).length;
	const ended = (await entries("end_raid_mode")).length;
	const wanted = { until: soon(), joins: "approval", newcomersMay: "talk", slowModeSeconds: 5 };
	const raidMode = await set(wanted);
	assert.deepEqual(await set(wanted), raidMode);
	const { since, ...rest } = raidMode ?? assert.fail();
	assert.deepEqual(rest, wanted);
	const { server } = await client.waitFor("server:updated", (event) => event.server.raidMode !== null);
	assert.deepEqual(server.raidMode, raidMode);
	assert.deepEqual((await bob.get(`/api/servers/${serverId}`)).body.server?.raidMode, raidMode);
	assert.equal("raidMode" in ((await eve.get(`/api/servers/${serverId}`)).body.server ?? {}), false);
	assert.equal((await set({ ...wanted, slowModeSeconds: 0 }))?.since, since);
	await set({ until: null });
	await set({ until: null });
	const [latest, ...others] = await entries("raid_mode");
	assert.equal(others.length + 1, begun + 2);
	assert.deepEqual([latest?.actor?.username, latest?.subject], ["ada", null]);
	assert.deepEqual(latest?.raidMode, { ...wanted, slowModeSeconds: 0 });
	assert.equal((await entries("end_raid_mode")).length, ended + 1);
	client.close();
});

test("raid mode and the watch are of one server alone", async () => {
	const { serverId: other } = await ada.createServer("Calm elsewhere");
	await sql`update memberships set joined_at = now() + interval '1 hour' where server_id = ${other}`;
	const settings = { action: "notify", joins: 9, minutes: 9 } as const;
	assert.equal((await ada.put(`/api/servers/${other}/raid-watch`, settings)).status, 200);
	await watch({ action: "notify", joins: 5, minutes: 5 });
	const { since = "" } = (await set({ until: soon() })) ?? {};
	assert.ok(Date.parse(since) < Date.now() + 600_000, since);
	const there = async () => (await ada.get(path(other))).body;
	assert.deepEqual(await there(), { raidMode: null, watch: settings, alarm: null });
	assert.equal((await ada.put(path(other), { until: soon() })).status, 200);
	await set({ until: null });
	assert.notEqual((await there()).raidMode, null);
});

test("the list of servers follows the begin and the end of raid mode", async () => {
	const tag = async () => (await bob.get("/api/servers?mine=true")).headers.etag;
	const before = await tag();
	await set({ until: soon(700) });
	const during = await tag();
	assert.notEqual(during, before);
	const client = await ada.connect();
	while ((await ada.get(path())).body.raidMode) await client.ask("presence:set", { status: "online" });
	assert.notEqual(await tag(), during);
	client.close();
});

test("after the answer that closes joins nobody becomes a member", async () => {
	for (const round of range(1, repeatsOf(15))) {
		const [joined] = await Promise.all([join(eve), set({ until: soon(3_600_000 + round) })]);
		const isIn = await isMember(serverId, eve);
		assert.equal(joined.status, isIn ? 200 : 403, `round ${round}: ${joined.text}`);
		// Those who came before raid mode are no newcomers.
		if (isIn) assert.equal((await postHello(eve, channelId)).status, 201, `round ${round}`);
		assertRefused(await join(eve), isIn ? 409 : 403, isIn ? "already_member" : "joins_closed");
		await set({ until: null });
		await leave(eve);
	}
});

test("raid mode waits for the messages that are being stored in its server, and for no others", async () => {
	const { channelId: elsewhere } = await ada.createServer("Busy elsewhere");
	const hold = (id: number) => holdTransaction((tx) => tx`select 1 from channels where id = ${id} for no key update`);
	const commits = await Promise.all([channelId, elsewhere].map(hold));
	const setting = set({ until: soon() });
	await waitsFor('from "channels"');
	await commits[0]?.();
	assert.notEqual(await setting, null);
	await commits[1]?.();
	await set({ until: null });
	// An end that comes while the watch begins raid mode ends it.
	const begin = await holdTransaction(
		(tx) => tx`update servers set raid_until = now() + interval '1 hour', raid_since = now() where id = ${serverId}`,
	);
	const ending = set({ until: null });
	await waitsFor('from "servers"');
	await begin();
	assert.equal(await ending, null);
});

test("after the answer that begins raid mode no newcomer writes", async () => {
	for (const round of range(1, repeatsOf(15))) {
		await sql`update servers set raid_noticed_at = now(), raid_noticed_since = clock_timestamp() where id = ${serverId}`;
		assert.equal((await join(eve)).status, 200);
		await Promise.all([set({ until: soon(3_600_000 + round) }), ...range(1, 4).map(() => postHello(eve, channelId))]);
		const { lastSeq } = await ada.channelState(channelId);
		const late = await Promise.all(range(1, 3).map(() => postHello(eve, channelId)));
		assert.ok(late.every(({ body }) => body.error?.code === "raid_mode"));
		assert.equal((await ada.channelState(channelId)).lastSeq, lastSeq);
		await set({ until: null });
		await leave(eve);
	}
});

test("the watch is off by default, notifies moderators of many joins once, and those who joined are newcomers then", async () => {
	const state = async () => (await ada.get(path())).body;
	assert.deepEqual((await state()).watch, { joins: 10, minutes: 2, action: "off" });
	for (const [field, body] of [
		["action", {}],
		["joins", { action: "notify", joins: 1 }],
		["minutes", { action: "notify", minutes: 61 }],
	] as const)
		assertRefused(await watch(body), 400, "invalid_request", field);
	await sql`update memberships set joined_at = now() - interval '1 day' where server_id = ${serverId}`;
	assert.equal((await watch({ action: "notify", joins: 2, minutes: 5 })).status, 200);
	const client = await ada.connect();
	const bobs = await bob.connect();
	const raiders = await Promise.all(range(1, 3).map((n) => world.createUser(`raider.${n}`)));
	const [first, second, third] = raiders;
	if (!first || !second || !third) throw assert.fail();
	const elsewhere = await ada.createServer("Elsewhere");
	await ada.addMember(elsewhere.serverId, second);
	assert.equal((await join(first)).status, 200);
	assert.equal((await state()).alarm, null);
	await ada.addMember(elsewhere.serverId, third);
	for (const raider of [second, third]) assert.equal((await join(raider)).status, 200);
	await client.waitFor("raid_alarm", (event) => event.serverId === serverId);
	assert.equal(client.received.filter(({ event }) => event === "raid_alarm").length, 1);
	assert.equal(bobs.received.filter(({ event }) => event === "raid_alarm").length, 0);
	assert.equal((await state()).alarm?.joins, 3);
	assert.equal((await ada.get(path(elsewhere.serverId))).body.alarm, null);
	assert.equal((await state()).raidMode, null);
	assert.equal(
		(await set({ until: soon() }))?.since,
		(
			await sql<{ at: Date }[]>`
		select joined_at as at from memberships where server_id = ${serverId} and user_id = ${first.id}`
		)[0]?.at.toISOString(),
	);
	for (const raider of raiders) assertRefused(await postHello(raider, channelId), 403, "raid_mode");
	assert.equal((await state()).alarm, null);
	for (const raider of raiders) await leave(raider);
	// Turning off what is not on forgets the alarm, and is in no audit log.
	await set({ until: null });
	const ended = (await entries("end_raid_mode")).length;
	await sql`update servers set raid_noticed_at = now(), raid_noticed_since = now() where id = ${serverId}`;
	assert.notEqual((await state()).alarm, null);
	await set({ until: null });
	assert.deepEqual([(await state()).alarm, (await entries("end_raid_mode")).length], [null, ended]);
	for (const each of [client, bobs]) each.close();
});

test("the watch turns raid mode on if it is set to activate it, and the audit log has an entry of it", async () => {
	await sql`update memberships set joined_at = now() - interval '1 day' where server_id = ${serverId}`;
	assert.equal((await watch({ action: "activate", joins: 2, minutes: 1 })).status, 200);
	const raiders = await Promise.all(range(1, 2).map((n) => world.createUser(`wave.${n}`)));
	const last = await world.createUser("wave.last");
	// It does nothing while it is off, nor while raid mode is on.
	for (const [action, joins] of [
		["off", null],
		["activate", "open"],
	] as const) {
		assert.equal((await watch({ action, joins: 2, minutes: 1 })).status, 200);
		if (joins) await set({ until: soon(), joins });
		for (const raider of raiders) assert.equal((await join(raider)).status, 200);
		const { raidMode, alarm } = (await ada.get(path())).body;
		assert.deepEqual([raidMode?.joins ?? null, alarm], [joins, null]);
		for (const raider of raiders) await leave(raider);
	}
	await set({ until: null });
	for (const raider of raiders) assert.equal((await join(raider)).status, 200);
	const { raidMode } = (await ada.get(path())).body;
	assert.deepEqual([raidMode?.joins, raidMode?.newcomersMay], ["closed", "read"]);
	assertRefused(await join(last), 403, "joins_closed");
	for (const raider of raiders) assertRefused(await postHello(raider, channelId), 403, "raid_mode");
	const [latest] = await entries("raid_mode");
	assert.deepEqual([latest?.actor, latest?.raidMode?.joins], [null, "closed"]);
	for (const raider of raiders) await leave(raider);
});
