import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, world } from "@/test/support/community";
import {
	act,
	acted,
	audit,
	bansOf,
	createPlace,
	day,
	isMember,
	mod,
	postHello,
	setUpModeration,
	soon,
	undo,
} from "@/test/support/moderation";
import { range, waitUntil } from "@/test/support/socket-client";

setUpModeration();

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
		[{ subject: "bob", sanction: { kind: "timeout", until: soon(-60_000) } }, "sanction.until"],
		[{ subject: "bob", sanction: { kind: "timeout", until: soon(28 * day + 300_000) } }, "sanction.until"],
		[{ subject: "bob", sanction: { kind: "ban", until: soon(-60_000) } }, "sanction.until"],
		[{ subject: "bob", sanction: { kind: "warn" }, reason: "x".repeat(501) }, "reason"],
		[{ subject: "bob", sanction: { kind: "warn" }, reason: null }, "reason"],
		[{ subject: "bob", sanction: { kind: "warn" }, note: "x".repeat(1001) }, "note"],
		[{ subject: "bob", sanction: { kind: "warn" }, purgeHours: 2 }, "purgeHours"],
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

test("a warning is shown to its subject with the reason, and without the note and the moderator", async () => {
	const { serverId, channelId } = await createPlace();
	const client = await bob.connect();
	const action = await acted(act(mod, serverId, "BOB", { kind: "warn" }, { reason: " Stay on topic. ", note: "2nd" }));
	const { id, createdAt, undoUntil, subject, actor, ...rest } = action;
	assert.deepEqual(rest, {
		kind: "warn",
		rule: null,
		until: null,
		reason: "Stay on topic.",
		note: "2nd",
		removed: 0,
		undoneAt: null,
	});
	assert.deepEqual([subject.username, actor?.username], ["bob", mod.username]);
	assert.equal(Date.parse(undoUntil) - Date.parse(createdAt), 7 * day);
	await client.waitFor("sanction", (event) => event.serverId === serverId);
	const { text, body } = await bob.get("/api/sanctions");
	const { server, ...shown } = body.sanctions?.find((one) => one.id === id) ?? assert.fail();
	assert.deepEqual(shown, {
		id,
		kind: "warn",
		rule: null,
		until: null,
		reason: "Stay on topic.",
		createdAt,
		undoneAt: null,
		appeal: null,
	});
	assert.equal(server.id, serverId);
	assert.doesNotMatch(text, /2nd|mod\.erator/);
	assert.equal((await postHello(bob, channelId)).status, 201);
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
	const received = client.received.filter(({ payload }) => JSON.stringify(payload).includes(`"serverId":${serverId}`));
	assert.equal(received.at(-1)?.event, "membership");
	assertRefused(await postHello(bob, channelId), 403, "not_member");
	assert.equal((await ada.get(`/api/servers/${serverId}`)).body.server?.memberCount, before - 1);
	assertRefused(await ada.delete(`/api/servers/${serverId}/members/bob`), 404, "user_not_found");
	assert.equal((await undo(mod, serverId, id)).status, 204);
	assert.equal(await isMember(serverId, bob), false);
	await bob.join(serverId);
	assert.equal((await mod.delete(`/api/servers/${serverId}/members/bob`)).status, 204);
	assert.equal(await isMember(serverId, bob), false);
	client.close();
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
