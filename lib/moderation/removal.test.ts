import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { collectGarbage } from "@/lib/attachments/garbage-collect";
import { readAfter } from "@/lib/messages/changes-since";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, world } from "@/test/support/community";
import { dumpMessages } from "@/test/support/message-dump";
import { act, acted, audit, createPlace, mod, postHello, setUpModeration, soon, undo } from "@/test/support/moderation";
import { createRemovalPlace, fill, fire, pageOf, pathOf, remove, threadOn, tombstones } from "@/test/support/removal";
import { range, waitUntil } from "@/test/support/socket-client";

setUpModeration();

test("a removal names its messages, and refuses bad ones", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	const other = await ada.createServer("Elsewhere");
	const elsewhere = other.channelId;
	const hidden = await ada.createChannel(serverId, "hidden", { private: true });
	await bob.join(other.serverId);
	await bob.sendMessage(elsewhere, "Other server");
	await ada.sendMessage(hidden, "Hidden");
	const { seq } = await bob.sendMessage(channelId, "Hello");
	const hers = await ada.sendMessage(channelId, "Hello");
	for (const [wanted, field] of [
		[{}, "sanction"],
		[{ messages: [] }, "messages"],
		[{ messages: "all" }, "messages"],
		[{ messages: range(1, 101).map((n) => ({ channelId, seq: n })) }, "messages"],
		[{ messages: [{ channelId, seq: hers.seq }] }, "messages"],
		[{ messages: [{ channelId, seq: 99 }] }, "messages"],
		[{ messages: [{ channelId: elsewhere, seq: 1 }] }, "messages"],
		[{ messages: [{ channelId: hidden, seq: 1 }] }, "messages"],
		[
			{
				messages: [
					{ channelId, seq },
					{ channelId: 999_999, seq: 1 },
				],
			},
			"messages",
		],
		[{ messages: [{ channelId, seq: "1" }] }, "messages.seq"],
		[{ messages: [{ channelId, seq, all: true }] }, "messages.all"],
		[{ purgeHours: 2 }, "purgeHours"],
		[{ purgeHours: "24" }, "purgeHours"],
		[{ purgeHours: 24, caseId: 0 }, "caseId"],
		[{ subject: "no.such.user", purgeHours: 24 }, "subject"],
		[{ subject: "eve", sanction: { kind: "warn" }, purgeHours: 24 }, "subject"],
	] as const) {
		const answer = await remove(mod, serverId, wanted);
		assert.equal(answer.status, 400, JSON.stringify([wanted, answer.body]));
		assert.ok(Object.keys(answer.body.error?.fields ?? {}).some((name) => name.startsWith(field.split(".")[0] ?? "")));
	}
	assertRefused(await remove(bob, serverId, { purgeHours: 24 }), 403, "forbidden");
	assertRefused(await remove(mod, serverId, { subject: "ada", purgeHours: 24 }), 403, "forbidden");
	assertRefused(await remove(mod, serverId, { subject: mod.username, purgeHours: 24 }), 403, "forbidden");
	assertRefused(await remove(eve, serverId, { purgeHours: 24 }), 403, "not_member");
	assert.deepEqual(await tombstones(ada, channelId), []);
	assert.deepEqual(await audit(serverId), []);
});

test("each part of an action needs its permission, and without one of them nothing is done", async () => {
	const { serverId, channelId } = await createPlace({}, ["manage_messages"]);
	const { seq } = await bob.sendMessage(channelId, "Hello");
	const sanction = { kind: "ban" };
	assertRefused(await remove(mod, serverId, { sanction, messages: [{ channelId, seq }] }), 403, "forbidden");
	assert.deepEqual(await tombstones(ada, channelId), []);
	const other = await createPlace({}, ["ban_members"]);
	const sent = await bob.sendMessage(other.channelId, "Hello");
	const wanted = { sanction, messages: [{ channelId: other.channelId, seq: sent.seq }] };
	assertRefused(await remove(mod, other.serverId, wanted), 403, "forbidden");
	assert.equal((await postHello(bob, other.channelId)).status, 201);
});

test("messages in a channel that denies the moderator this permission are refused, together with all others", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	const denied = await ada.createChannel(serverId, "denied");
	await ada.put(`/api/channels/${denied}/overrides`, {
		overrides: [{ username: mod.username, allow: [], deny: ["manage_messages"] }],
	});
	const messages = [
		{ channelId, seq: (await bob.sendMessage(channelId, "Hello")).seq },
		{ channelId: denied, seq: (await bob.sendMessage(denied, "Hello")).seq },
	];
	assertRefused(await remove(mod, serverId, { messages }), 403, "forbidden");
	assert.deepEqual(await tombstones(ada, channelId), []);
	assert.deepEqual(await tombstones(ada, denied), []);
});

test("a purge removes the user's messages of these hours where the moderator may, with one event a channel", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	const second = await ada.createChannel(serverId, "second");
	const denied = await ada.createChannel(serverId, "denied");
	await ada.put(`/api/channels/${denied}/overrides`, {
		overrides: [{ username: mod.username, allow: [], deny: ["manage_messages"] }],
	});
	for (const n of range(1, 3)) await bob.sendMessage(channelId, `bob ${n}`);
	await ada.sendMessage(channelId, "ada");
	await bob.sendMessage(channelId, "bob 5");
	const threadId = await threadOn(ada, channelId, 4);
	await bob.sendMessage(threadId, "in the thread");
	await bob.sendMessage(second, "second");
	await bob.sendMessage(denied, "denied");
	await sql`update messages set created_at = now() - interval '2 hours' where channel_id = ${channelId} and seq = 1`;
	await acted(act(ada, serverId, "bob", { kind: "warn" }));
	const client = await ada.openSocket(channelId, second, denied, threadId);
	const [before, elsewhere] = [await pageOf(ada, channelId), await pageOf(ada, denied)];
	const action = await acted(remove(mod, serverId, { purgeHours: 1, reason: "Spam", note: "A bot" }));
	assert.deepEqual([action.kind, action.removed, action.reason, action.undoneAt], ["removal", 5, "Spam", null]);
	assert.deepEqual(await tombstones(ada, channelId), [2, 3, 5]);
	assert.deepEqual(await tombstones(ada, threadId), [1]);
	assert.deepEqual(await tombstones(ada, second), [1]);
	assert.deepEqual(await pageOf(ada, denied), elsewhere);
	const after = await pageOf(ada, channelId);
	assert.equal(after.lastRev, (before.lastRev ?? 0) + 1);
	assert.equal(after.lastSeq, before.lastSeq);
	for (const { deletedAt, rev } of after.messages ?? []) if (deletedAt) assert.equal(rev, after.lastRev);
	await waitUntil("each channel has its event", () => client.of("messages:purged").length === 3);
	assert.deepEqual(
		client.of("messages:purged").find((event) => event.channelId === channelId),
		{
			rev: after.lastRev,
			channelId,
			seqs: [
				[2, 3],
				[5, 5],
			],
			actionId: action.id,
		},
	);
	await client.waitFor("thread", ({ thread }) => thread.channelId === threadId && thread.replies === 0);
	assert.deepEqual(
		(await audit(serverId, "?subject=bob")).map((entry) => [entry.action, entry.moderationAction?.removed]),
		[
			["removal", 5],
			["warn", 0],
		],
	);
	assert.ok((await bob.get("/api/sanctions")).body.sanctions?.some(({ id }) => id === action.id));
	assert.equal((await undo(mod, serverId, action.id)).status, 204);
	assert.ok((await bob.get("/api/sanctions")).body.sanctions?.every(({ id }) => id !== action.id));
	client.close();
});

test("a moderator’s deletion is an action that can be undone, and an author’s own keeps nothing", async () => {
	const { serverId, channelId } = await createPlace({}, ["view_audit_log"]);
	await ada.put(`/api/channels/${channelId}/overrides`, {
		overrides: [{ username: mod.username, allow: ["manage_messages"], deny: [] }],
	});
	const { seq } = await fill(channelId);
	const before = await dumpMessages(serverId);
	const client = await ada.openSocket(channelId);
	for (const _ of [1, 2]) assert.equal((await mod.delete(`${pathOf(channelId)}/${seq}`)).status, 204);
	await client.waitFor("message:deleted", (event) => event.seq === seq);
	const [entry, ...rest] = await audit(serverId);
	assert.deepEqual(rest, []);
	assert.deepEqual([entry?.action, entry?.moderationAction?.removed, entry?.subject?.username], ["removal", 1, "bob"]);
	assert.ok((await bob.get("/api/sanctions")).body.sanctions?.every(({ id }) => id !== entry?.moderationAction?.id));
	const id = entry?.moderationAction?.id ?? 0;
	assertRefused(await undo(bob, serverId, id), 403, "forbidden");
	assertRefused(await undo(bob, serverId, 999_999), 403, "forbidden");
	assert.equal((await bob.delete(`${pathOf(channelId)}/${seq}`)).status, 204);
	assert.equal((await undo(mod, serverId, id)).status, 204);
	assert.deepEqual(await dumpMessages(serverId), before);
	await client.waitFor("messages:restored", ({ messages }) => messages[0]?.seq === seq);
	// The owner's messages too, whatever the rank.
	assert.equal((await mod.delete(`${pathOf(channelId)}/1`)).status, 204);
	const [own] = await audit(serverId);
	assert.equal((await undo(mod, serverId, own?.moderationAction?.id ?? 0)).status, 204);
	assert.equal((await bob.delete(`${pathOf(channelId)}/${seq}`)).status, 204);
	const [kept] = await sql<{ n: number }[]>`
		select count(*)::int as n from removed_messages r join channels c on c.id = r.channel_id where c.server_id = ${serverId}`;
	assert.equal(kept?.n, 0);
	assert.equal((await audit(serverId)).length, 4);
	client.close();
});

test("members do not undo the removal of their own messages, nor moderators that of those above them", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	await ada.createRole(serverId, "helpers", { permissions: ["manage_messages"] }, bob);
	const sent = await bob.sendMessage(channelId, "Hello");
	const { id } = await acted(remove(ada, serverId, { messages: [{ channelId, seq: sent.seq }] }));
	assertRefused(await undo(bob, serverId, id), 403, "forbidden");
	const above = await mod.sendMessage(channelId, "Hello");
	const second = await acted(
		remove(ada, serverId, { subject: mod.username, messages: [{ channelId, seq: above.seq }] }),
	);
	assertRefused(await undo(mod, serverId, second.id), 403, "forbidden");
	assert.deepEqual(await tombstones(ada, channelId), [sent.seq, above.seq]);
});

test("a ban that was lifted can still be undone for its messages", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	await bob.sendMessage(channelId, "Hello");
	const before = await dumpMessages(serverId);
	const { id } = await acted(remove(mod, serverId, { sanction: { kind: "timeout", until: soon() }, purgeHours: 1 }));
	assert.equal((await mod.put(`/api/servers/${serverId}/members/bob/timeout`, { until: null })).status, 204);
	assert.deepEqual(await tombstones(ada, channelId), [1]);
	const liftedAt = async () => (await audit(serverId)).at(-1)?.moderationAction?.undoneAt ?? assert.fail();
	const lifted = await liftedAt();
	assert.equal((await undo(mod, serverId, id)).status, 204);
	assert.equal(await liftedAt(), lifted);
	assert.deepEqual(await dumpMessages(serverId), before);
	assert.deepEqual(
		(await audit(serverId)).map(({ action }) => action),
		["undo_removal", "undo_timeout", "timeout"],
	);
});

test("earlier reactions to a removed message and votes in it are hidden from all clients until it is restored", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	const { seq } = await fill(channelId);
	const personal = async () =>
		(await readAfter(channelId, 0)).filter(
			(change) =>
				(change.kind === "reaction" || change.kind === "vote") && change.event.seq === seq && change.event.userId > 0,
		).length;
	assert.equal(await personal(), 4);
	const { id } = await acted(remove(mod, serverId, { messages: [{ channelId, seq }] }));
	assert.equal(await personal(), 0);
	await undo(mod, serverId, id);
	assert.equal(await personal(), 4);
});

test("after 7 days what was kept is deleted with its files, and the undo is refused", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	await fill(channelId);
	const file = await ada.uploadOk(channelId, "stays.txt", "hello");
	const { seq } = await ada.sendMessage(channelId, "Stays", { attachmentIds: [file.id] });
	await bob.put(`${pathOf(channelId)}/${seq}/reactions/${fire}`);
	await sql`insert into preview_pictures ${sql({ channel_id: channelId, seq, key: `cd/${channelId}`, size: 7, user_id: ada.id })}`;
	const { id } = await acted(remove(mod, serverId, { purgeHours: 168 }));
	await bob.sendMessage(channelId, "Removed later");
	const { id: laterId } = await acted(remove(mod, serverId, { purgeHours: 168 }));
	// The same numbers in another channel.
	const other = await createRemovalPlace();
	await fill(other.channelId);
	const { id: otherId } = await acted(remove(mod, other.serverId, { purgeHours: 168 }));
	const later = sql`interval '7 days 50 minutes'`;
	await sql`update moderation_actions set created_at = created_at - ${later} where id = ${id}`;
	await sql`update removed_messages set removed_at = removed_at - ${later} where action_id = ${id}`;
	await collectGarbage();
	const counts = async (channelId: number, actionId: number) => ({
		...(
			await sql`
			select (select count(*)::int from removed_messages where action_id = ${actionId}) as kept,
				(select count(*)::int from attachments where channel_id = ${channelId}) as files,
				(select count(*)::int from preview_pictures where channel_id = ${channelId}) as pictures,
				(select count(*)::int from changes where channel_id = ${channelId} and user_id is not null) as named`
		)[0],
	});
	const inOther = await counts(other.channelId, otherId);
	assert.deepEqual(inOther, { kept: 3, files: 1, pictures: 1, named: 4 });
	assert.deepEqual(await counts(channelId, id), { kept: 3, files: 2, pictures: 2, named: 5 });
	assertRefused(await undo(mod, serverId, id), 409, "undo_expired");
	await sql`update removed_messages set removed_at = removed_at - interval '15 minutes' where action_id = ${id}`;
	await collectGarbage();
	assert.deepEqual(await counts(channelId, id), { kept: 0, files: 1, pictures: 1, named: 1 });
	assert.equal((await counts(channelId, laterId)).kept, 1);
	assertRefused(await undo(mod, serverId, id), 409, "undo_expired");
	assert.deepEqual(await counts(other.channelId, otherId), inOther);
});

test("a removed message is not found, and found again after the undo; what is deleted meanwhile stays away", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	const second = await ada.createChannel(serverId, "second");
	for (const id of [channelId, second]) await bob.sendMessage(id, "xylophones everywhere");
	const hits = async () => (await ada.get(`/api/search?q=xylophones+server%3A${serverId}`)).body.results?.length;
	await waitUntil("both are found", async () => (await hits()) === 2);
	const { id } = await acted(remove(mod, serverId, { purgeHours: 1 }));
	assert.equal(await hits(), 0);
	assert.equal((await ada.delete(`/api/channels/${second}`)).status, 204);
	assert.equal((await undo(mod, serverId, id)).status, 204);
	await waitUntil("the other is found again", async () => (await hits()) === 1);
	assert.equal((await undo(mod, serverId, id)).status, 204);
	assert.equal((await act(ada, serverId, "bob", { kind: "warn" })).status, 201);
	assert.deepEqual(world.loggedErrors, []);
});
