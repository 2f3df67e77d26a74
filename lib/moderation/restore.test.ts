import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { collectGarbage } from "@/lib/attachments/garbage-collect";
import { readAfter } from "@/lib/messages/changes-since";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, world } from "@/test/support/community";
import { dumpMessages } from "@/test/support/message-dump";
import { acted, audit, mod, setUpModeration, undo } from "@/test/support/moderation";
import { createRemovalPlace, fill, fire, mentionsOf, pageOf, pathOf, remove } from "@/test/support/removal";
import { range } from "@/test/support/socket-client";

setUpModeration();

/** Removes messages of bob's, and returns the id of the action. */
const removeAt = async (serverId: number, channelId: number, ...seqs: number[]) =>
	(await acted(remove(mod, serverId, { messages: seqs.map((seq) => ({ channelId, seq })) }))).id;
const restore = async (serverId: number, id: number) => assert.equal((await undo(mod, serverId, id)).status, 204);

test("an undo restores messages byte for byte, with all that belongs to them", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	const second = await ada.createChannel(serverId, "second");
	const { seq, fileId } = await fill(channelId);
	await fill(second);
	const joined = await bob.sendMessage(channelId, "@ada again");
	await sql`update messages set system = '{"type": "joined"}' where channel_id = ${channelId} and seq = ${joined.seq}`;
	const before = await dumpMessages(serverId);
	const seen = await Promise.all([ada, mod].map((person) => pageOf(person, channelId)));
	const mentioned = await mentionsOf(ada, channelId);
	const client = await ada.openSocket(channelId, second);
	const action = await acted(
		remove(mod, serverId, { sanction: { kind: "ban" }, purgeHours: 24, messages: [{ channelId, seq }] }),
	);
	assert.deepEqual([action.kind, action.removed], ["ban", 7]);
	assert.deepEqual(
		client
			.of("messages:purged")
			.map(({ seqs }) => seqs)
			.sort(),
		[
			[
				[2, 2],
				[4, 4],
			],
			[[2, 2]],
		].sort(),
	);
	for (const path of [`${pathOf(channelId)}/${seq}/versions`, `${pathOf(channelId)}/${seq}/reactions/${fire}`])
		assertRefused(await ada.get(path), 404, "message_not_found");
	assertRefused(await ada.get(`/api/attachments/${fileId}`), 404, "attachment_not_found");
	assertRefused(await mod.put(`${pathOf(channelId)}/${seq}/saved`), 404, "message_not_found");
	assert.deepEqual((await ada.get(`/api/channels/${channelId}/pins`)).body.messages, []);
	assert.deepEqual((await mod.get("/api/saved")).body.saved, []);
	assert.equal(await mentionsOf(ada, channelId), 0);
	assert.ok(mentioned > 0);
	const tombstone = (await pageOf(ada, channelId)).messages?.find((message) => message.seq === seq);
	assert.deepEqual(
		[tombstone?.reactions, tombstone?.attachments, tombstone?.poll, tombstone?.embeds, tombstone?.mentions],
		[[], [], undefined, undefined, undefined],
	);
	assert.equal(tombstone?.thread?.replies, 1);
	const left = await sql<{ n: number }[]>`
		select num_nonnulls(edited_at, mentions, emoji, attachments, embeds, poll, system, pinned_at, pinned_by) as n
		from messages where channel_id = ${channelId} and deleted_at is not null`;
	assert.deepEqual(
		left.map(({ n }) => n),
		[0, 0],
		"a tombstone has nothing of its message",
	);
	assert.equal((await ada.channelState(channelId)).lastSeq, 4);
	await collectGarbage();
	client.forget();
	assert.equal((await undo(mod, serverId, action.id)).status, 204);
	assert.equal((await undo(mod, serverId, action.id)).status, 204);
	assert.deepEqual(await dumpMessages(serverId), before);
	assert.equal((await ada.get(`/api/attachments/${fileId}`)).text, "hello");
	assert.equal(await mentionsOf(ada, channelId), mentioned);
	const withoutRevs = (page: Awaited<ReturnType<typeof pageOf>>) =>
		page.messages?.map(({ rev: _, thread, ...message }) => ({ ...message, replies: thread?.replies }));
	const again = await Promise.all([ada, mod].map((person) => pageOf(person, channelId)));
	assert.deepEqual(again.map(withoutRevs), seen.map(withoutRevs));
	const [event] = client.of("messages:restored").filter((restored) => restored.channelId === channelId);
	assert.deepEqual(
		event?.messages.map((message) => message.seq),
		[2, 4],
	);
	assert.ok(
		event?.messages.every(({ rev, reactions }) => rev === event.rev && reactions.every((one) => !("me" in one))),
	);
	assert.deepEqual(
		(await audit(serverId)).map((entry) => entry.action),
		["undo_ban", "ban"],
	);
	await bob.join(serverId);
	client.close();
});

test("a removal and its undo leave alone other messages, and what another action has removed", async () => {
	const [{ serverId, channelId }, other] = [await createRemovalPlace(), await createRemovalPlace()];
	// The same numbers in both.
	const { seq: full } = await fill(channelId);
	await fill(other.channelId);
	const { seq: plain } = await bob.sendMessage(channelId, "Plain");
	const { seq: own } = await bob.sendMessage(channelId, "Deleted by its author");
	assert.equal((await bob.delete(`${pathOf(channelId)}/${own}`)).status, 204);
	const [before, elsewhere] = [await dumpMessages(serverId), await dumpMessages(other.serverId)];
	const first = await removeAt(serverId, channelId, plain, own);
	const removed = await dumpMessages(serverId);
	for (const table of ["versions", "reactions", "votes", "mentions", "saved"])
		assert.deepEqual(removed[table], before[table], table);
	await restore(serverId, first);
	assert.deepEqual(await dumpMessages(serverId), before);
	const second = await removeAt(serverId, channelId, full);
	const without = await dumpMessages(serverId);
	await restore(serverId, await removeAt(serverId, channelId, plain));
	assert.deepEqual(await dumpMessages(serverId), without);
	await restore(serverId, second);
	assert.deepEqual(await dumpMessages(serverId), before);
	assert.deepEqual(await dumpMessages(other.serverId), elsewhere);
});

test("an undo restores nothing of users who are gone, and no mention of one who has left the server", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	// Who is a member elsewhere is not mentioned here.
	const other = await createRemovalPlace();
	for (const id of [serverId, other.serverId]) await eve.join(id);
	const { seq } = await fill(channelId);
	const { seq: mentioning } = await bob.sendMessage(channelId, "Look, @eve");
	const before = await dumpMessages(serverId);
	const gone = await world.createUser("soon.gone");
	await gone.join(serverId);
	const path = `${pathOf(channelId)}/${seq}`;
	for (const part of [`reactions/${fire}`, "saved"]) assert.equal((await gone.put(`${path}/${part}`)).status, 204);
	assert.equal((await gone.put(`${path}/votes`, { options: [0] })).status, 204);
	const there = sql`channel_id = ${channelId} and seq = ${mentioning}`;
	await sql`update messages set pinned_at = now(), pinned_by = ${gone.id} where ${there}`;
	const ofGone = await removeAt(serverId, channelId, seq, mentioning);
	await gone.leave(serverId);
	await sql`delete from users where id = ${gone.id}`;
	await restore(serverId, ofGone);
	const pins = await sql`update messages set pinned_at = null where ${there} and pinned_by is null returning seq`;
	assert.equal(pins.length, 1, "it stays pinned, by nobody");
	assert.deepEqual(await dumpMessages(serverId), before);
	const ofEve = await removeAt(serverId, channelId, mentioning);
	await eve.leave(serverId);
	await restore(serverId, ofEve);
	assert.equal((await sql`select 1 from mentions where channel_id = ${channelId} and seq = ${mentioning}`).length, 0);
	await eve.leave(other.serverId);
});

test("a client that missed a purge and its undo catches up with whole revisions, a bounded number at a time", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	for (const n of range(1, 3)) await ada.sendMessage(channelId, `ada ${n}`);
	await sql`
		with born as (
			insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content)
			select ${channelId}, n, n, n, gen_random_uuid(), ${bob.id}, 'spam ' || n from generate_series(4, 1203) n returning 1)
		update channels set last_seq = 1203, last_rev = 1203 where id = ${channelId}`;
	const live = await ada.openSocket(channelId);
	const { id } = await acted(remove(mod, serverId, { purgeHours: 24 }));
	const socket = await ada.connect();
	const open = (afterRev: number, more: object = {}) => socket.open({ channelId, afterSeq: 1203, afterRev, ...more });
	const missed = await open(1203);
	assert.deepEqual([missed.lastRev, missed.messages?.length, missed.complete], [1204, 1200, true]);
	assert.equal(missed.changedUpTo, undefined);
	assert.ok(missed.messages?.every(({ rev, deletedAt }) => rev === 1204 && deletedAt));
	const inWindow = await open(1203, { firstSeq: 1104 });
	assert.deepEqual(
		inWindow.messages?.map(({ seq }) => seq),
		range(1104, 1203),
	);
	assert.equal((await undo(mod, serverId, id)).status, 204);
	const pages: number[][] = [];
	const caughtUp = new Map<number, string>();
	for (let after: number | undefined = 1204; after !== undefined; ) {
		const page = await open(after);
		assert.equal(page.lastRev, 1210);
		pages.push([after, page.messages?.length ?? 0]);
		for (const { seq, content } of page.messages ?? []) caughtUp.set(seq, content);
		after = page.changedUpTo;
	}
	// A page ends with the revision in which it reaches 500 messages or 256 KiB.
	assert.deepEqual(pages, [
		[1204, 600],
		[1207, 600],
	]);
	assert.deepEqual(
		[...caughtUp].sort(([a], [b]) => a - b),
		range(4, 1203).map((seq) => [seq, `spam ${seq}`]),
	);
	await live.waitFor("messages:restored", ({ rev }) => rev === 1210);
	assert.deepEqual(
		live.of("messages:restored").map(({ rev, messages }) => [rev, messages.length]),
		range(1205, 1210).map((rev) => [rev, 200]),
	);
	const page = (await ada.get(`${pathOf(channelId)}?after=100&limit=100`)).body.messages;
	assert.ok(page?.every(({ content, seq }) => content === `spam ${seq}`));
	for (const client of [live, socket]) client.close();
});

test("restored messages that are long come in events of a quarter of a megabyte, and equal those in the log", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	await sql`
		with born as (
			insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content)
			select ${channelId}, n, n, n, gen_random_uuid(), ${bob.id}, repeat('한', 3990) || n from generate_series(1, 60) n returning 1)
		update channels set last_seq = 60, last_rev = 60 where id = ${channelId}`;
	const client = await ada.openSocket(channelId);
	const { id } = await acted(remove(mod, serverId, { purgeHours: 24 }));
	// At the response the event has been sent: the acknowledgement of a later call comes after it.
	await client.ask("typing", { channelId });
	assert.deepEqual(client.of("messages:purged"), [{ rev: 61, channelId, seqs: [[1, 60]], actionId: id }]);
	assert.equal((await undo(mod, serverId, id)).status, 204);
	const { lastRev } = await ada.channelState(channelId);
	await client.waitFor("messages:restored", ({ rev }) => rev === lastRev);
	const events = client.of("messages:restored");
	assert.deepEqual(
		events.map(({ rev }) => rev),
		range(62, lastRev ?? 0),
	);
	for (const event of events) assert.ok(Buffer.byteLength(JSON.stringify(event)) <= 256 * 1024);
	assert.ok(events.length <= 4);
	assert.deepEqual(
		events.flatMap(({ messages }) => messages.map(({ seq }) => seq)),
		range(1, 60),
	);
	assert.deepEqual(
		(await readAfter(channelId, 61)).map(({ kind, ...change }) => ("event" in change ? change.event : kind)),
		events,
	);
	client.close();
});

test("an undo restores messages of a channel that was archived meanwhile, and none of one that was deleted", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	const second = await ada.createChannel(serverId, "second");
	for (const id of [channelId, second]) await bob.sendMessage(id, "Hello");
	const before = await dumpMessages(serverId);
	const { id, removed } = await acted(remove(mod, serverId, { purgeHours: 1 }));
	assert.equal(removed, 2);
	await ada.patch(`/api/channels/${second}`, { archived: true });
	assert.equal((await undo(mod, serverId, id)).status, 204);
	assert.deepEqual(await dumpMessages(serverId), before);
	// A moderator of the channel alone may write nothing there.
	await ada.addMember(serverId, eve);
	await ada.patch(`/api/channels/${second}`, { archived: false });
	await ada.put(`/api/channels/${second}/overrides`, {
		overrides: [{ username: eve.username, allow: ["manage_messages"], deny: [] }],
	});
	assert.equal((await eve.delete(`${pathOf(second)}/1`)).status, 204);
	const own = (await audit(serverId))[0]?.moderationAction?.id ?? 0;
	await ada.patch(`/api/channels/${second}`, { archived: true });
	assertRefused(await undo(eve, serverId, own), 403, "archived");
	assert.equal((await undo(ada, serverId, own)).status, 204);
	assert.deepEqual(await dumpMessages(serverId), before);
	await ada.patch(`/api/channels/${second}`, { archived: false });
	assert.equal((await eve.delete(`${pathOf(second)}/1`)).status, 204);
	const late = (await audit(serverId))[0]?.moderationAction?.id ?? 0;
	assert.equal((await ada.delete(`/api/channels/${second}`)).status, 204);
	assertRefused(await undo(eve, serverId, late), 403, "forbidden");
	assert.equal((await undo(ada, serverId, late)).status, 204);
	const again = await acted(remove(mod, serverId, { purgeHours: 1 }));
	assert.equal(again.removed, 1);
	assert.equal((await ada.delete(`/api/channels/${channelId}`)).status, 204);
	const [kept] = await sql<{ n: number }[]>`
		select count(*)::int as n from removed_messages where action_id = ${again.id}`;
	assert.equal(kept?.n, 0);
});
