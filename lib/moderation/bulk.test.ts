import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import type { BulkResult, BulkUndoResult } from "@/lib/realtime/protocol";
import type { ApiClient, ApiResponse } from "@/test/support/api-client";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, world } from "@/test/support/community";
import { actBefore, holdRoles, holdTransaction, waitsFor } from "@/test/support/held-transaction";
import {
	act,
	acted,
	audit,
	bansOf,
	createPlace,
	day,
	isMember,
	mod,
	moderation,
	nobody,
	postHello,
	sanctions,
	setUpModeration,
	soon,
	undo,
} from "@/test/support/moderation";
import { range, waitUntil } from "@/test/support/socket-client";

setUpModeration();

const pathOf = (serverId: number) => `/api/servers/${serverId}/moderation-actions/bulk`;
const bulk = (by: ApiClient, serverId: number, subjects: unknown, sanction: object, rest: object = {}) =>
	by.post(pathOf(serverId), { subjects, sanction, ...rest });
const undoAll = (by: ApiClient, serverId: number, actionIds: unknown) =>
	by.call("DELETE", pathOf(serverId), { body: { actionIds } });

const resultsOf = ({ status, text }: ApiResponse): BulkResult[] => {
	assert.equal(status, 200, text);
	return JSON.parse(text).results;
};
const undoneOf = ({ status, text }: ApiResponse): BulkUndoResult[] => {
	assert.equal(status, 200, text);
	return JSON.parse(text).results;
};
/** The codes by which each was refused, or the kind of their action. */
const outcomes = (answer: ApiResponse) =>
	resultsOf(answer).map(({ username, action, error }) => [username, error ? error.code : action?.kind]);
const idsOf = (answer: ApiResponse) => resultsOf(answer).flatMap(({ action }) => action?.id ?? []);

/** Users who are members of a server, without sessions. */
async function crowd(serverId: number, prefix: string, n: number): Promise<string[]> {
	await sql`
		with made as (
			insert into users (username, display_name) select ${prefix} || n, ${prefix} from generate_series(1, ${n}::int) n
			returning id
		), entered as (insert into memberships (server_id, user_id) select ${serverId}::bigint, id from made)
		update servers set member_count = member_count + ${n} where id = ${serverId}`;
	return range(1, n).map((i) => `${prefix}${i}`);
}

test("many at once need the permission, and moderators who are timed out and outsiders are refused as for one", async () => {
	for (const [permission, sanction] of sanctions) {
		const { serverId } = await createPlace({}, [...moderation.filter((one) => one !== permission)]);
		assertRefused(await bulk(mod, serverId, ["bob", "no.such.user"], sanction()), 403, "forbidden");
		assertRefused(await bulk(bob, serverId, [mod.username], sanction()), 403, "forbidden");
		assertRefused(await bulk(eve, serverId, ["bob"], sanction()), 403, "not_member");
		assertRefused(await bulk(nobody, serverId, ["bob"], sanction()), 401, "unauthenticated");
		assertRefused(await undoAll(bob, serverId, [1]), 403, "forbidden");
		assertRefused(await undoAll(eve, serverId, [1]), 403, "not_member");
		assertRefused(await undoAll(nobody, serverId, [1]), 401, "unauthenticated");
		await acted(act(ada, serverId, mod.username, { kind: "timeout", until: soon() }));
		assertRefused(await bulk(mod, serverId, ["bob"], sanction()), 403, "timed_out");
		assertRefused(await undoAll(mod, serverId, [1]), 403, "timed_out");
		assert.equal((await audit(serverId)).length, 1);
	}
	const { serverId } = await createPlace({ visibility: "private" });
	assertRefused(await bulk(eve, serverId, ["bob"], { kind: "warn" }), 404, "server_not_found");
	assertRefused(await undoAll(eve, serverId, [1]), 404, "server_not_found");
});

test("bad input names its field, and nothing is done", async () => {
	const { serverId } = await createPlace();
	const warn = { kind: "warn" };
	for (const [body, field] of [
		[{ sanction: warn }, "subjects"],
		[{ subjects: "bob", sanction: warn }, "subjects"],
		[{ subjects: [], sanction: warn }, "subjects"],
		[{ subjects: ["bob", "BOB"], sanction: warn }, "subjects"],
		[{ subjects: range(1, 501).map((n) => `user${n}`), sanction: warn }, "subjects"],
		[{ subjects: ["bob", 7], sanction: warn }, "subjects"],
		[{ subjects: ["bob"] }, "sanction"],
		[{ subjects: ["bob"], sanction: { kind: "removal" } }, "sanction.kind"],
		[{ subjects: ["bob"], sanction: { kind: "timeout", until: soon(29 * day) } }, "sanction.until"],
		[{ subjects: ["bob"], sanction: warn, reason: "x".repeat(501) }, "reason"],
		[{ subjects: ["bob"], sanction: warn, note: "x".repeat(1001) }, "note"],
		[{ subjects: ["bob"], sanction: warn, purgeHours: 1 }, "purgeHours"],
		[{ subjects: ["bob"], sanction: warn, caseId: 1 }, "caseId"],
	] as const)
		assertRefused(await ada.post(pathOf(serverId), body), 400, "invalid_request", field);
	for (const [actionIds, field] of [
		[undefined, "actionIds"],
		[[], "actionIds"],
		[[1, 1], "actionIds"],
		[range(1, 501), "actionIds"],
		[["1"], "actionIds"],
	] as const)
		assertRefused(await undoAll(ada, serverId, actionIds), 400, "invalid_request", field);
	assert.deepEqual(await audit(serverId), []);
});

test("those who cannot be sanctioned are left out with the reason, and the others have an action each", async () => {
	const { serverId, channelId } = await createPlace();
	const peer = await world.createUser("bulk.peer");
	await ada.addMember(serverId, peer);
	await ada.createRole(serverId, "elders", {}, peer);
	const [first = "", second = ""] = await crowd(serverId, "mixed", 2);
	const client = await bob.connect();
	const names = ["bulk.peer", "ada", first, mod.username, "no.such.user", "a\u0000", "BOB", "eve", second];
	const answer = await bulk(mod, serverId, names, { kind: "timeout", until: soon() }, { reason: "Raid", note: "2nd" });
	assert.deepEqual(outcomes(answer), [
		["bulk.peer", "forbidden"],
		["ada", "forbidden"],
		[first, "timeout"],
		[mod.username, "forbidden"],
		["no.such.user", "user_not_found"],
		["a\u0000", "user_not_found"],
		["BOB", "timeout"],
		["eve", "user_not_found"],
		[second, "timeout"],
	]);
	const action = resultsOf(answer)[6]?.action;
	assert.deepEqual(
		[action?.subject.username, action?.actor?.username, action?.reason, action?.note],
		["bob", mod.username, "Raid", "2nd"],
	);
	assertRefused(await postHello(bob, channelId), 403, "timed_out");
	assert.equal((await postHello(peer, channelId)).status, 201);
	await waitUntil("bob receives the sanction", () => client.received.some(({ event }) => event === "sanction"));
	assert.deepEqual(client.of("sanction"), [{ serverId, imposed: true }]);
	client.close();
	const entries = await audit(serverId);
	assert.deepEqual(entries.map(({ action, subject }) => [action, subject?.username]).toSorted(), [
		["timeout", "bob"],
		["timeout", first],
		["timeout", second],
	]);
	// Each has an undo of its own, and all of them one together.
	assert.equal((await undo(mod, serverId, action?.id ?? 0)).status, 204);
	assert.equal((await postHello(bob, channelId)).status, 201);
	const ids = idsOf(answer);
	const undone = await undoAll(mod, serverId, [...ids, 999_999]);
	assert.deepEqual(
		undoneOf(undone).map(({ actionId, error }) => [actionId, error?.code ?? null]),
		[...ids.map((id) => [id, null]), [999_999, "moderation_action_not_found"]],
	);
	const after = await audit(serverId);
	assert.equal(after.filter(({ action }) => action === "undo_timeout").length, 3);
	const [left] =
		await sql`select count(*)::int as n from memberships where server_id = ${serverId} and timed_out_until > now()`;
	assert.equal(left?.n, 0);
});

test("more than one transaction holds are banned in the order of the request, with a stranger among them", async () => {
	const { serverId } = await createPlace();
	const names = await crowd(serverId, "raider", 101);
	const members = await ada.connect();
	const answer = await bulk(mod, serverId, ["eve", ...names.toReversed()], { kind: "ban" }, { reason: "Raid" });
	assert.deepEqual(
		outcomes(answer),
		["eve", ...names.toReversed()].map((name) => [name, "ban"]),
	);
	assert.equal((await bansOf(serverId, "?limit=100")).length, 100);
	const [{ count } = { count: -1 }] = await sql<{ count: number }[]>`
		select member_count as count from servers where id = ${serverId}`;
	assert.equal(count, 3);
	await waitUntil("the members receive them", () => members.of("member:left").length === 101);
	members.close();
	// The same ban again is the same action.
	const again = await bulk(mod, serverId, names, { kind: "ban" }, { reason: "Raid" });
	const ids = idsOf(answer);
	assert.deepEqual(idsOf(again), ids.slice(1).toReversed());
	const undone = await undoAll(mod, serverId, ids);
	assert.ok(undoneOf(undone).every(({ error }) => error === null));
	assert.deepEqual(await bansOf(serverId), []);
	const entries = await sql`select action from audit_log where server_id = ${serverId} and action ~ 'ban'`;
	assert.equal(entries.length, 204);
	assert.deepEqual(world.loggedErrors, []);
});

test("if the database fails after some are done, the others are left out, and without any the whole call fails", async () => {
	const { serverId } = await createPlace();
	const names = await crowd(serverId, "late", 101);
	const kickWithFailure = async (subjects: string[]) => {
		const release = await holdTransaction((tx) => tx`select from users where username = 'late101' for update`);
		const kicking = bulk(mod, serverId, subjects, { kind: "kick" });
		await waitsFor("for no key update");
		await sql`
			select pg_terminate_backend(pid) from pg_stat_activity
			where datname = current_database() and wait_event_type = 'Lock'`;
		const answer = await kicking;
		await release();
		return answer;
	};
	assert.deepEqual(outcomes(await kickWithFailure(names)), [
		...names.slice(0, -1).map((name) => [name, "kick"]),
		["late101", "unavailable"],
	]);
	assertRefused(await kickWithFailure(["late101"]), 503, "unavailable");
	assert.deepEqual(outcomes(await bulk(mod, serverId, ["late101"], { kind: "kick" })), [["late101", "kick"]]);
});

test("users whom a call has no time left to sanction are left out", async (t) => {
	const { serverId } = await createPlace();
	const names = await crowd(serverId, "slow", 101);
	const commit = await holdRoles(serverId, (tx) => tx`select`);
	const kicking = bulk(mod, serverId, names, { kind: "kick" });
	await waitsFor("pg_advisory_xact_lock");
	const { now } = performance;
	t.mock.method(performance, "now", () => now.call(performance) + 12_001);
	await commit();
	assert.deepEqual(outcomes(await kicking).slice(-2), [
		["slow100", "kick"],
		["slow101", "unavailable"],
	]);
});

test("an action that has removed messages is undone with others, and one that is too old is not", async () => {
	const { serverId, channelId } = await createPlace({}, [...moderation, "manage_messages"]);
	assert.equal((await postHello(bob, channelId)).status, 201);
	const removing = await acted(act(mod, serverId, "bob", { kind: "timeout", until: soon() }, { purgeHours: 1 }));
	const old = await acted(act(mod, serverId, "bob", { kind: "warn" }));
	await sql`update moderation_actions set created_at = created_at - interval '8 days' where id = ${old.id}`;
	const answer = await undoAll(mod, serverId, [old.id, removing.id]);
	assert.deepEqual(
		undoneOf(answer).map(({ error }) => error?.code ?? null),
		["undo_expired", null],
	);
	const { body } = await bob.get(`/api/channels/${channelId}/messages`);
	assert.equal(body.messages?.at(-1)?.content, "Hello");
	assert.equal((await postHello(bob, channelId)).status, 201);
});

test("a bulk ban waits for a join that is being stored, and then bans the member", async () => {
	const { serverId } = await createPlace();
	const { id, username } = await world.createUser("joins.meanwhile");
	const commit = await holdTransaction(async (tx) => {
		await tx`select from users where id = ${id} for no key update`;
		await tx`insert into memberships (server_id, user_id) values (${serverId}, ${id})`;
	});
	const ban = () => bulk(mod, serverId, [username], { kind: "ban" });
	assert.deepEqual(outcomes(await actBefore(commit, "for no key update", ban)), [[username, "ban"]]);
	assert.deepEqual([...(await sql`select 1 from memberships where server_id = ${serverId} and user_id = ${id}`)], []);
});

test("a bulk kick and joins at the same instant end without an error, and each who is kicked has left", async () => {
	const { serverId } = await createPlace();
	const people: ApiClient[] = [];
	for (const n of range(1, 8)) people.push(await world.createUser(`racer${n}`));
	for (const person of people) await ada.addMember(serverId, person);
	const names = people.map(({ username }) => username);
	for (const _ of range(1, 3)) {
		const [kicked] = await Promise.all([
			bulk(mod, serverId, names, { kind: "kick" }),
			...people.toReversed().map((person) => person.delete(`/api/membership/${serverId}`)),
		]);
		for (const [, outcome] of outcomes(kicked)) assert.ok(outcome === "kick" || outcome === "user_not_found");
		for (const person of people) assert.equal(await isMember(serverId, person), false);
		const [again] = await Promise.all([
			bulk(mod, serverId, names, { kind: "ban" }),
			...people.toReversed().map((person) => person.post(`/api/membership/${serverId}`)),
		]);
		assert.ok(outcomes(again).every(([, outcome]) => outcome === "ban"));
		for (const person of people) assert.equal(await isMember(serverId, person), false);
		assert.equal((await undoAll(mod, serverId, idsOf(again))).status, 200);
		for (const person of people) await person.join(serverId);
	}
	assert.deepEqual(world.loggedErrors, []);
});
