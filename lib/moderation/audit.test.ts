import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob } from "@/test/support/community";
import { act, acted, audit, createPlace, mod, setUpModeration, undo } from "@/test/support/moderation";

setUpModeration();

test("the ban list needs ban_members, and the audit log needs view_audit_log", async () => {
	const { serverId } = await createPlace({}, ["kick_members"]);
	for (const person of [mod, bob]) {
		assertRefused(await person.get(`/api/servers/${serverId}/bans`), 403, "forbidden");
		assertRefused(await person.get(`/api/servers/${serverId}/audit-log`), 403, "forbidden");
	}
});

test("the audit log lists actors, actions and subjects, filtered and by page, and cannot be changed", async () => {
	const { serverId } = await createPlace();
	const { id } = await acted(act(mod, serverId, "bob", { kind: "ban" }, { reason: "Spam", note: "Ask Ada" }));
	await undo(ada, serverId, id);
	await acted(act(ada, serverId, mod.username, { kind: "warn" }));
	const entries = await audit(serverId);
	assert.deepEqual(
		entries.map(({ action, actor, subject }) => [action, actor?.username, subject?.username]),
		[
			["warn", "ada", mod.username],
			["undo_ban", "ada", "bob"],
			["ban", mod.username, "bob"],
		],
	);
	const { moderationAction } = entries[2] ?? assert.fail();
	assert.deepEqual([moderationAction?.reason, moderationAction?.note], ["Spam", "Ask Ada"]);
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
	await assert.rejects(sql`truncate audit_log`, /append-only/);
	await assert.rejects(sql`truncate moderation_actions cascade`, /append-only/);
	assert.equal((await ada.delete(`/api/servers/${serverId}`)).status, 204);
	assert.equal((await sql`select 1 from audit_log where server_id = ${serverId}`).length, 0);
});

test("the audit log shows the note of an action only to those who could take it", async () => {
	const { serverId } = await createPlace({}, ["view_audit_log", "kick_members"]);
	await acted(act(ada, serverId, "bob", { kind: "warn" }, { reason: "Told", note: "Kept" }));
	await acted(act(ada, serverId, "bob", { kind: "kick" }, { note: "Kept too" }));
	const notesFor = async (person: typeof mod) =>
		(await person.get(`/api/servers/${serverId}/audit-log`)).body.entries?.map(({ moderationAction }) => [
			moderationAction?.reason,
			moderationAction?.note,
		]);
	assert.deepEqual(await notesFor(mod), [
		["", "Kept too"],
		["Told", ""],
	]);
	assert.deepEqual(await notesFor(ada), [
		["", "Kept too"],
		["Told", "Kept"],
	]);
});
