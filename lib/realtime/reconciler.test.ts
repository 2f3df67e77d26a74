import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "@/db";
import { ada, bob, serverId, setUpCommunity } from "@/test/support/community";
import { range, waitUntil } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";

setUpCommunity();

/** Stores messages as another program would, unknown to this instance. */
const appendUnreceived = (channelId: number, contents: string[]) => sql`
	select append_messages(${channelId}, ${[bob.id]}::bigint[], ${contents.map(() => bob.id)}::bigint[], ${contents.map(() => nonce())}::uuid[],
		${contents}::text[], ${contents.map(() => null)}::bigint[], '{}'::int[], '{}'::text[], '{}'::bigint[], 100, '{}'::int[], '{}'::text[])`;

test("messages stored by another program are emitted within two seconds, in order, once", async () => {
	const channelId = await ada.createChannel(serverId, "behind");
	const [adas, bobs] = await Promise.all([ada.openSocket(channelId), bob.connect()]);
	await adas.sendMessage(channelId, "1");
	const start = performance.now();
	await appendUnreceived(channelId, ["2", "3", "4"]);
	await adas.waitFor("messages", ({ rev }) => rev === 4);
	assert.ok(performance.now() - start < 2000);
	assert.deepEqual(adas.revs(channelId), range(1, 4));
	await bobs.waitFor("activity", ({ channels }) =>
		channels.some((head) => head.channelId === channelId && head.lastSeq === 4),
	);
	const page = (await ada.get(`/api/channels/${channelId}/messages`)).body;
	assert.deepEqual(
		page.messages?.map(({ content }) => content),
		["1", "2", "3", "4"],
	);
	for (const client of [adas, bobs]) client.close();
});

test("with messages from here and elsewhere each socket receives all, in order, without waiting for the next round", async () => {
	const channelId = await ada.createChannel(serverId, "mixed");
	const adas = await ada.openSocket(channelId);
	await Promise.all(
		range(1, 40).map(async (n) => {
			await sleep(n * 5);
			if (n % 4 === 0) await appendUnreceived(channelId, [`elsewhere ${n}`, `and ${n}`]);
			else await adas.sendMessage(channelId, `here ${n}`);
		}),
	);
	await waitUntil("everything is heard", () => adas.revs(channelId).length === 50);
	assert.deepEqual(adas.revs(channelId), range(1, 50));
	adas.close();
});

test("a long history that arrives at once is emitted completely", async () => {
	const channelId = await ada.createChannel(serverId, "import");
	const adas = await ada.openSocket(channelId);
	for (const _ of range(1, 6))
		await appendUnreceived(
			channelId,
			range(1, 250).map((n) => `line ${n}`),
		);
	await waitUntil("all is heard", () => adas.revs(channelId).length >= 1500);
	assert.deepEqual(adas.revs(channelId), range(1, 1500));
	adas.close();
});

test("changes made elsewhere are emitted with their own kind", async () => {
	const channelId = await ada.createChannel(serverId, "changes");
	const adas = await ada.openSocket(channelId);
	await adas.sendMessage(channelId, "before");
	await sql`insert into reactions (channel_id, seq, emoji, user_id) values (${channelId}, 1, '🔥', ${bob.id})`;
	await sql`insert into changes (channel_id, rev, seq, kind, emoji, user_id, added, count) values (${channelId}, 2, 1, 'reaction', '🔥', ${bob.id}, true, 1)`;
	await sql`update messages set rev = 2 where channel_id = ${channelId} and seq = 1`;
	await sql`update channels set last_rev = 2 where id = ${channelId}`;
	assert.deepEqual(await adas.waitFor("reaction"), {
		rev: 2,
		channelId,
		seq: 1,
		emoji: "🔥",
		userId: bob.id,
		count: 1,
		added: true,
	});
	adas.close();
});
