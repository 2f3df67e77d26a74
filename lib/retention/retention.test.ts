import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { actWhileLosingRole } from "@/test/support/held-transaction";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { changeSettings } from "../instance/change-settings";
import { appState } from "../process/app-state";
import { nextRun, nextRunAt, scheduleRetention } from "./schedule";
import { sweepOldRows } from "./sweep-old-rows";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let serverId: number;
let channelId: number;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	({ serverId, channelId } = await ada.createServer("Contour"));
	await bob.join(serverId);
});
after(() => world.close());

const now = new Date("2026-11-29T12:00:00Z");

test("those who manage the server or the channel set for how long it keeps messages; members see it", async () => {
	const ofServer = `/api/servers/${serverId}/retention`;
	const ofChannel = `/api/channels/${channelId}/retention`;
	const hidden = await ada.createChannel(serverId, "hidden", { private: true });
	const elsewhere = await ada.createServer("Elsewhere");
	await ada.put(`/api/servers/${elsewhere.serverId}/retention`, { keepDays: 50 });
	for (const path of [ofServer, ofChannel]) {
		assertRefused(await bob.put(path, { keepDays: 7 }), 403, "forbidden");
		assertRefused(await eve.put(path, { keepDays: 7 }), 403, path === ofServer ? "forbidden" : "not_member");
		assertRefused(await eve.get(path), 403, "not_member");
		assertRefused(await world.guest().get(path), 401, "unauthenticated");
		for (const keepDays of [0, -1, 1.5, "7", 36_501, undefined])
			assertRefused(await ada.put(path, { keepDays }), 400, "invalid_request", "keepDays");
		assertRefused(await ada.put(path, { keepDays: 7, more: 1 }), 400, "invalid_request", "more");
		assert.equal((await ada.put(path, { keepDays: 7 })).status, 200);
		assert.equal((await ada.put(path, { keepDays: 7 })).body.retention?.keepDays, 7);
		assert.equal((await bob.get(path)).body.retention?.keepDays, 7);
	}
	const { retention: there } = (await ada.get(`/api/servers/${elsewhere.serverId}/retention`)).body;
	assert.equal(there?.keepDays, 50, "another server keeps its own");
	const unknown = await bob.get("/api/channels/999999/retention");
	assert.equal((await bob.get(`/api/channels/${hidden}/retention`)).text, unknown.text);
	assertRefused(unknown, 404, "channel_not_found");
	await changeSettings(null, { keepDays: 90 });
	const { nextRunAt, ...retention } = (await bob.get(ofChannel)).body.retention ?? {};
	assert.deepEqual(retention, { keepDays: 7, serverKeepDays: 7, instanceKeepDays: 90 });
	assert.ok(nextRunAt && Date.parse(nextRunAt) > Date.now());
	await changeSettings(null, { keepDays: null });

	await ada.put(`/api/channels/${hidden}/retention`, { keepDays: 3 });
	const roleId = await ada.createRole(serverId, "Auditors", { permissions: ["view_audit_log"] });
	await ada.put(`/api/servers/${serverId}/members/bob/roles/${roleId}`);
	const entries = async (client: ApiClient) =>
		((await client.get(`/api/servers/${serverId}/audit-log?action=change_retention`)).body.entries ?? []).map(
			({ actor, retention }) => ({ by: actor?.username, ...retention }),
		);
	const all = [
		{ by: "ada", isOfChannel: true, channelId: hidden, before: null, after: 3 },
		{ by: "ada", isOfChannel: true, channelId, before: null, after: 7 },
		{ by: "ada", isOfChannel: false, channelId: null, before: null, after: 7 },
	];
	assert.deepEqual(await entries(ada), all);
	assert.deepEqual(await entries(bob), [{ ...all[0], channelId: null }, ...all.slice(1)]);

	const client = await bob.connect();
	const changed = () => client.waitFor("retention");
	await ada.put(`/api/channels/${hidden}/retention`, { keepDays: 5 });
	for (const [act, ...of] of [
		[() => changeSettings(null, { keepDays: 90 }), null, null],
		[() => ada.put(ofServer, { keepDays: 8 }), serverId, null],
		[() => ada.put(ofServer, { keepDays: 7 }), serverId, null],
		[() => ada.put(ofChannel, { keepDays: 8 }), serverId, channelId],
		[() => ada.put(ofChannel, { keepDays: 7 }), serverId, channelId],
	] as const) {
		await act();
		assert.deepEqual(Object.values(await changed()), of);
		client.forget();
	}
	client.close();
	await changeSettings(null, { keepDays: null });
});

test("a member who loses the permission at the same moment changes no retention", async () => {
	for (const [path, permission] of [
		[`/api/servers/${serverId}/retention`, "manage_server"],
		[`/api/channels/${channelId}/retention`, "manage_channels"],
	] as const) {
		const roleId = await ada.createRole(serverId, permission, { permissions: [permission] }, bob);
		assertRefused(await actWhileLosingRole(serverId, roleId, () => bob.put(path, { keepDays: 1 })), 403, "forbidden");
		assert.equal((await ada.get(path)).body.retention?.keepDays, 7);
	}
});

test("a thread has the retention of its channel, and none of its own", async () => {
	await ada.sendMessage(channelId, "a beginning");
	const { body } = await ada.post(`/api/channels/${channelId}/messages/1/thread`);
	const path = `/api/channels/${body.thread?.channelId}/retention`;
	assertRefused(await ada.get(path), 404, "channel_not_found");
	assertRefused(await ada.put(path, { keepDays: 1 }), 404, "channel_not_found");
});

test("the next run is at the next quiet hour, is planned once by all instances, and is done when it is due", async () => {
	const next = nextRun(now);
	assert.ok(next > now && next.getTime() - now.getTime() <= 25 * 3_600_000);
	assert.deepEqual([next.getHours(), next.getMinutes()], [2, 0]);
	assert.ok(nextRun(next) > next);
	// Jobs of other queues and runs that have failed do not count, and the run in progress is not the next one.
	await sql`insert into jobs (queue, payload, run_at, failed_at, locked_until) values
		('other', '{}', now() + interval '1 minute', null, null),
		('retention', '{}', now() + interval '1 minute', now(), null)`;
	await Promise.all([1, 2, 3].map(() => scheduleRetention()));
	const waiting = () => sql`select run_at from jobs where queue = 'retention' and failed_at is null`;
	const [planned, ...others] = await waiting();
	assert.deepEqual([planned?.run_at, others], [nextRun(new Date()), []]);
	assert.equal(await nextRunAt(), nextRun(new Date()).toISOString());
	await sql`insert into jobs (queue, payload, run_at, locked_until)
		values ('retention', '{}', now() + interval '1 minute', now() + interval '1 hour')`;
	assert.equal(await nextRunAt(), nextRun(new Date()).toISOString());
	await sql`delete from jobs where queue = 'other' or failed_at is not null or locked_until is not null`;
	await sql`update messages set created_at = now() - interval '40 days' where channel_id = ${channelId}`;
	await sql`update jobs set run_at = now() where queue = 'retention'`;
	appState().jobRunner?.wake();
	await waitUntil("the run is over", async () => (await waiting()).length === 0);
	assert.equal((await ada.get(`/api/channels/${channelId}/messages`)).body.firstSeq, 2);
});

test("entries of the audit logs go after a year, and never before", async () => {
	const id = bob.id;
	const write = (age: string) => sql`
		insert into audit_log (server_id, at, actor_id, action, subject_id, nickname)
		values (${serverId}, now() - ${age}::interval, ${id}, 'nickname', ${id}, '{"before": null, "after": "b"}')`;
	const writeInstance = (age: string) => sql`
		insert into instance_audit_log (at, actor_id, action) values (now() - ${age}::interval, ${id}, 'back_up')`;
	for (const age of ["366 days", "364 days"]) {
		await write(age);
		await writeInstance(age);
	}
	const left = async () => [
		(await sql`select 1 from audit_log where actor_id = ${id}`).length,
		(await sql`select 1 from instance_audit_log where actor_id = ${id}`).length,
	];
	assert.deepEqual(await left(), [2, 2]);
	await sweepOldRows(new AbortController().signal);
	assert.deepEqual(await left(), [1, 1]);
	await assert.rejects(sql`delete from audit_log where actor_id = ${id}`, /append-only/);
	await assert.rejects(sql`delete from instance_audit_log where actor_id = ${id}`, /append-only/);
	await assert.rejects(sql`update audit_log set at = now() - interval '2 years' where actor_id = ${id}`, /append-only/);
});

test("ended sessions go 30 days after their end, when they show no known device any more; decided requests after 90", async () => {
	const end = (ended: string, used: string) => sql`
		insert into sessions (user_id, expires_at, revoked_at, last_used_at, user_agent)
		values (${eve.id}, now() + interval '1 day', now() - ${ended}::interval, now() - ${used}::interval, ${`${ended}, ${used}`})`;
	await end("31 days", "61 days");
	await end("29 days", "61 days");
	await end("31 days", "59 days");
	const ask = (state: string, age: string) => sql`
		insert into join_requests (server_id, user_id, state, answer, created_at, decided_at)
		values (${serverId}, ${eve.id}, ${state}, ${`${state} ${age}`}, now() - interval '200 days',
			case when ${state} = 'refused' then now() - ${age}::interval end)`;
	await ask("refused", "91 days");
	await ask("refused", "89 days");
	await ask("pending", "91 days");
	await ask("withdrawn", "91 days");
	await sweepOldRows(new AbortController().signal);
	const agents = await sql<
		{ it: string }[]
	>`select user_agent as it from sessions where user_id = ${eve.id} and revoked_at is not null`;
	assert.deepEqual(
		agents.map(({ it }) => it),
		["29 days, 61 days", "31 days, 59 days"],
	);
	const requests = await sql<
		{ it: string }[]
	>`select answer as it from join_requests where user_id = ${eve.id} order by id`;
	assert.deepEqual(
		requests.map(({ it }) => it),
		["refused 89 days", "pending 91 days"],
	);
	assert.equal((await eve.get("/api/account")).status, 200, "a session that lasts stays");
});
