import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { ada, bob, world } from "@/test/support/community";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { dumpMessages } from "@/test/support/message-dump";
import { audit, mod, setUpModeration, soon, undo } from "@/test/support/moderation";
import { repeatsOf } from "@/test/support/races";
import { createRemovalPlace } from "@/test/support/removal";
import { range } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";

import { sweepRemoved } from "./sweep-removed";

setUpModeration();

const rounds = repeatsOf(5);
const ban = { kind: "ban" };
const act = (by: ApiClient, serverId: number, wanted: object, subject = "bob") =>
	by.post(`/api/servers/${serverId}/moderation-actions`, { subject, ...wanted });
const send = (person: ApiClient, channelId: number, content = "Spam") =>
	person.post(`/api/channels/${channelId}/messages`, { nonce: nonce(), content });
const channelsOf = (serverId: number, n: number) =>
	Promise.all(range(1, n).map((k) => ada.createChannel(serverId, `channel-${k}`)));

/** The messages of bob in a server that are not removed. */
const remaining = async (serverId: number) =>
	(
		await sql<{ n: number }[]>`
		select count(*)::int as n from messages m join channels c on c.id = m.channel_id
		where c.server_id = ${serverId} and m.author_id = ${bob.id} and m.deleted_at is null`
	)[0]?.n;

/** Asserts what holds of every server at every moment, whatever was removed and restored. */
async function assertWhole(serverId: number): Promise<void> {
	const [found] = await sql<Record<string, number>[]>`
		with place as (select * from channels where server_id = ${serverId}),
			message as (select m.* from messages m join place c on c.id = m.channel_id),
			tombstone as (select * from message where deleted_at is not null)
		select (select count(*)::int from place c where c.deleted_count <>
				(select count(*) from tombstone t where t.channel_id = c.id)) as miscounted,
			(select count(*)::int from place c where c.last_rev <> c.last_seq + (select count(*) from changes x where x.channel_id = c.id)) as gaps,
			(select count(*)::int from place c join message m on m.channel_id = c.id where m.rev > c.last_rev) as ahead,
			(select count(*)::int from tombstone t full join removed_messages r using (channel_id, seq)
				where (t.seq is null or r.seq is null) and channel_id in (select id from place)) as unkept,
			(select count(*)::int from tombstone t join reactions r using (channel_id, seq)) as reactions,
			(select count(*)::int from tombstone t join versions r using (channel_id, seq)) as versions,
			(select count(*)::int from tombstone t join saved r using (channel_id, seq)) as saved,
			(select count(*)::int from tombstone t join mentions r using (channel_id, seq)) as mentions,
			(select count(*)::int from tombstone t where content <> '' or pinned_at is not null) as contents`;
	const clean = { miscounted: 0, gaps: 0, ahead: 0, unkept: 0, reactions: 0, versions: 0, saved: 0, mentions: 0 };
	assert.deepEqual({ ...found }, { ...clean, contents: 0 });
}

test("a purge finds the message that its subject is just writing in a channel of their first", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	const [second = 0] = await channelsOf(serverId, 1);
	await send(bob, channelId);
	const commit = await holdTransaction(
		(tx) => tx`
			select append_messages(${second}, array[${bob.id}]::bigint[], array[${bob.id}]::bigint[],
				array[gen_random_uuid()], array['Spam'], '{}', '{}', '{}', '{}', 100, '{}', '{}')`,
	);
	const banning = act(mod, serverId, { sanction: ban, purgeHours: 24 });
	await waitsFor("for update");
	await commit();
	assert.equal((await banning).body.action?.removed, 2);
	assert.equal(await remaining(serverId), 0);
});

test("a removal and an undo lock their channels before they look at messages", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	const { body } = await send(bob, channelId, "Before");
	const seq = body.message?.seq ?? 0;
	const edit = (content: string) =>
		holdTransaction(async (tx) => {
			await tx`select 1 from channels where id = ${channelId} for no key update`;
			await tx`update messages set content = ${content} where channel_id = ${channelId} and seq = ${seq}`;
		});
	const lock = `order by "channels"."id" for no key update`;
	let commit = await edit("Edited");
	const removing = act(mod, serverId, { messages: [{ channelId, seq }] });
	await waitsFor(lock);
	await commit();
	const id = (await removing).body.action?.id ?? 0;
	commit = await holdTransaction((tx) => tx`select 1 from channels where id = ${channelId} for no key update`);
	const undoing = undo(mod, serverId, id);
	await waitsFor(lock);
	await commit();
	assert.equal((await undoing).status, 204);
	assert.equal((await ada.get(`/api/channels/${channelId}/messages`)).body.messages?.[0]?.content, "Edited");
});

test("what an undo is restoring is not deleted as too old meanwhile", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	for (const _ of range(1, 2)) await send(bob, channelId);
	const { body } = await act(mod, serverId, { purgeHours: 1 });
	const id = body.action?.id ?? 0;
	await sql`update removed_messages set removed_at = removed_at - interval '8 days' where action_id = ${id}`;
	const commit = await holdTransaction((tx) => tx`select 1 from messages where channel_id = ${channelId} for update`);
	const undoing = undo(mod, serverId, id);
	await waitsFor("restore_messages");
	await sweepRemoved();
	await commit();
	assert.equal((await undoing).status, 204);
	assert.equal(await remaining(serverId), 2);
	await assertWhole(serverId);
});

test("a removal waits for a message that is being saved, and takes the entry with it", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	const { body } = await send(bob, channelId);
	const seq = body.message?.seq ?? 0;
	const commit = await holdTransaction(async (tx) => {
		await tx`select 1 from messages where channel_id = ${channelId} and seq = ${seq} for share`;
		await tx`insert into saved (user_id, channel_id, seq) values (${ada.id}, ${channelId}, ${seq})`;
	});
	const removing = act(mod, serverId, { messages: [{ channelId, seq }] });
	await waitsFor("remove_messages");
	await commit();
	await removing;
	await assertWhole(serverId);
});

for (const [name, sanction] of [
	["ban", () => ban],
	["timeout", () => ({ kind: "timeout", until: soon() })],
] as const)
	test(`after the answer to a ${name} with a purge no message of the user is left`, async () => {
		for (let round = 0; round < rounds; round++) {
			const { serverId, channelId } = await createRemovalPlace();
			const channels = [channelId, ...(await channelsOf(serverId, 3))];
			await send(bob, channelId);
			const sends = channels.flatMap((id) => range(1, 3).map(() => send(bob, id)));
			const answer = await act(mod, serverId, { sanction: sanction(), purgeHours: 24 });
			assert.equal(answer.status, 201, answer.text);
			assert.equal(await remaining(serverId), 0);
			await Promise.all(sends);
			assert.equal(await remaining(serverId), 0);
			await assertWhole(serverId);
			assert.equal((await undo(mod, serverId, answer.body.action?.id ?? 0)).status, 204);
			assert.equal(await remaining(serverId), answer.body.action?.removed);
			await assertWhole(serverId);
			// A user has at most 200 servers.
			assert.equal((await ada.delete(`/api/servers/${serverId}`)).status, 204);
		}
	});

test("purges of two moderators at once remove every message once, whatever is done to the messages meanwhile", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	const channels = [channelId, ...(await channelsOf(serverId, 2))];
	for (let round = 0; round < rounds; round++) {
		await Promise.all(channels.flatMap((id) => range(1, 3).map(() => send(bob, id))));
		const before = await remaining(serverId);
		const heads = await Promise.all(channels.map((id) => ada.channelState(id)));
		const touched = heads.flatMap(({ id, lastSeq }) => {
			const path = `/api/channels/${id}/messages/${lastSeq}`;
			return [
				ada.put(`${path}/reactions/${encodeURIComponent("🔥")}`),
				ada.put(`${path}/pin`),
				ada.put(`${path}/saved`),
				bob.patch(path, { content: "@ada changed" }),
			];
		});
		const purges = [ada, mod].map((by) => act(by, serverId, { purgeHours: 24 }));
		const answers = await Promise.all([...purges, ...touched]);
		assert.ok(answers.every(({ status }) => [200, 201, 204, 404].includes(status)));
		const removed = answers.slice(0, 2).map(({ body }) => body.action?.removed ?? 0);
		assert.equal((removed[0] ?? 0) + (removed[1] ?? 0), before);
		assert.equal(await remaining(serverId), 0);
		await assertWhole(serverId);
	}
});

test("two undos at once restore once, and an undo and a purge at once leave all or nothing", async () => {
	const { serverId, channelId } = await createRemovalPlace();
	const channels = [channelId, ...(await channelsOf(serverId, 2))];
	await Promise.all(channels.flatMap((id) => range(1, 3).map(() => send(bob, id, "@ada hello"))));
	const before = await dumpMessages(serverId);
	const purge = async (by: ApiClient) => (await act(by, serverId, { purgeHours: 24 })).body.action;
	for (let round = 0; round < rounds; round++) {
		const first = await purge(mod);
		const undone = await Promise.all([undo(mod, serverId, first?.id ?? 0), undo(ada, serverId, first?.id ?? 0)]);
		assert.deepEqual(
			undone.map(({ status }) => status),
			[204, 204],
		);
		assert.deepEqual(await dumpMessages(serverId), before);
		assert.deepEqual(
			(await audit(serverId, "?limit=2")).map(({ action }) => action),
			["undo_removal", "removal"],
		);
		await assertWhole(serverId);
		const second = await purge(mod);
		const [answer, third] = await Promise.all([undo(mod, serverId, second?.id ?? 0), purge(ada)]);
		assert.equal(answer.status, 204);
		assert.ok([0, 9].includes(third?.removed ?? -1));
		assert.equal(await remaining(serverId), third?.removed === 9 ? 0 : 9);
		await assertWhole(serverId);
		if (third?.removed === 9) assert.equal((await undo(ada, serverId, third.id)).status, 204);
		assert.deepEqual(await dumpMessages(serverId), before);
	}
	assert.deepEqual(world.loggedErrors, []);
});
