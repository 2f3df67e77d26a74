import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "@/db";
import { allPermissions, toBits } from "@/lib/auth/permissions";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { range, waitUntil } from "@/test/support/socket-client";
import { tablesOf, tracesOf } from "@/test/support/traces";

setUpCommunity();

let n = 0;

/** A new channel, and the path of its messages. */
async function fresh(extra: object = {}): Promise<{ channelId: number; path: string }> {
	const channelId = await ada.createChannel(serverId, `acts-${++n}`, extra);
	return { channelId, path: `/api/channels/${channelId}/messages` };
}
const poll = (extra: object = {}) => ({ poll: { question: "Which day?", options: ["Sat", "Sun", "Mon"], ...extra } });

test("only the author and managers of the server may read the edit history", async () => {
	const { channelId, path } = await fresh();
	await ada.sendMessage(channelId, "first");
	await bob.sendMessage(channelId, "bob’s first");
	await ada.patch(`${path}/1`, { content: "second" });
	await bob.patch(`${path}/2`, { content: "bob’s second" });
	assertRefused(await bob.get(`${path}/1/versions`), 403, "forbidden");
	assertRefused(await eve.get(`${path}/1/versions`), 403, "not_member");
	assertRefused(await bob.get(`${path}/9/versions`), 404, "message_not_found");
	for (const person of [ada, bob]) {
		const { body } = await person.get(`${path}/2/versions`);
		assert.deepEqual(
			body.versions?.map(({ content }) => content),
			["bob’s first"],
		);
	}
});

test("each edit saves the previous text with its time, an edit without a change saves none, and a deletion removes all", async () => {
	const { channelId, path } = await fresh();
	const sent = await bob.sendMessage(channelId, "one");
	assert.deepEqual((await bob.get(`${path}/1/versions`)).body.versions, []);
	const second = (await bob.patch(`${path}/1`, { content: "two" })).body.message;
	await bob.patch(`${path}/1`, { content: "two" });
	await bob.patch(`${path}/1`, { content: "three" });
	assert.deepEqual((await bob.get(`${path}/1/versions`)).body.versions, [
		{ content: "one", writtenAt: sent.createdAt },
		{ content: "two", writtenAt: second?.editedAt },
	]);
	for (const number of range(1, 110)) await bob.patch(`${path}/1`, { content: `again ${number}` });
	const kept = (await bob.get(`${path}/1/versions`)).body.versions;
	assert.equal(kept?.length, 100);
	assert.equal(kept?.at(-1)?.content, "again 109");
	await ada.delete(`${path}/1`);
	assertRefused(await bob.get(`${path}/1/versions`), 404, "message_not_found");
});

test("a deletion leaves nothing of a message in any table but its place in the log, above all no edit history", async () => {
	const { channelId, path } = await fresh();
	const file = await ada.uploadOk(channelId, "a.txt", "hello");
	const { seq } = await ada.sendMessage(channelId, "@bob first", { attachmentIds: [file.id], ...poll() });
	const message = { channel_id: channelId, seq };
	await ada.patch(`${path}/${seq}`, { content: "@bob second" });
	await bob.put(`${path}/${seq}/votes`, { options: [0] });
	await bob.put(`${path}/${seq}/saved`);
	await bob.put(`${path}/${seq}/pin`);
	await bob.put(`${path}/${seq}/reactions/${encodeURIComponent("🔥")}`);
	await sql`insert into preview_pictures ${sql({ ...message, key: "ab/cd" })}`;
	await waitUntil("it can be searched", async () => (await tracesOf(message)).search_documents === 1);
	for (const [table, n] of Object.entries(await tracesOf(message)))
		assert.ok(
			n > 0 || ["search_progress", "removed_messages", "system_messages", "cases"].includes(table),
			`the test puts nothing into ${table}`,
		);

	assert.equal((await ada.delete(`${path}/${seq}`)).status, 204);
	await waitUntil("it cannot be searched", async () => (await tracesOf(message)).search_documents === 0);
	// Only the indexer's progress row may hold the same number.
	const left = (await tablesOf(message)).filter((table) => table !== "search_progress");
	assert.deepEqual(left, ["changes", "messages"]);
	const [tombstone] = await sql`
		select content, attachments, embeds, poll, pinned_at, pinned_by, edited_at from messages
		where channel_id = ${channelId} and seq = ${seq}`;
	assert.deepEqual(Object.values(tombstone ?? {}), ["", null, null, null, null, null, null]);
});

test("only members may list the reactors of a message, by page and in order", async () => {
	const { channelId, path } = await fresh();
	await ada.sendMessage(channelId, "hello");
	const crowd = await world.createUsers("uma", "vic", "wen");
	const fire = `${path}/1/reactions/${encodeURIComponent("🔥")}`;
	for (const person of crowd) {
		await person.join(serverId);
		await person.put(fire);
	}
	assertRefused(await eve.get(fire), 403, "not_member");
	assertRefused(await bob.get(`${path}/1/reactions/x`), 400, "invalid_request", "emoji");
	for (const query of ["limit=0", "limit=101", "limit=x"])
		assertRefused(await bob.get(`${fire}?${query}`), 400, "invalid_request", "limit");
	assertRefused(await bob.get(`${fire}?cursor=x`), 400, "invalid_request", "cursor");
	const first = (await bob.get(`${fire}?limit=2`)).body;
	const second = (await bob.get(`${fire}?limit=2&cursor=${first.nextCursor}`)).body;
	assert.deepEqual(
		[...(first.users ?? []), ...(second.users ?? [])].map(({ username }) => username),
		["uma", "vic", "wen"],
	);
	assert.equal(second.nextCursor, null);
	assert.deepEqual((await bob.get(fire.replace("%F0%9F%94%A5", encodeURIComponent("👀")))).body.users, []);
});

test("pins are for members, each change is emitted once, and the list has the latest first", async () => {
	const { channelId, path } = await fresh();
	for (const text of ["one", "two", "three"]) await ada.sendMessage(channelId, text);
	assertRefused(await eve.put(`${path}/1/pin`), 403, "not_member");
	assertRefused(await eve.get(`/api/channels/${channelId}/pins`), 403, "not_member");
	assertRefused(await bob.put(`${path}/9/pin`), 404, "message_not_found");
	const client = await ada.openSocket(channelId);
	for (const seq of [1, 1, 3]) assert.equal((await bob.put(`${path}/${seq}/pin`)).status, 204);
	assert.equal((await ada.delete(`${path}/2/pin`)).status, 204);
	const serialized = await client.waitFor("message:updated", ({ message }) => message.seq === 3);
	assert.ok(serialized.message.pinnedAt);
	assert.equal(serialized.rev, 5);
	const seqs = async () => (await ada.get(`/api/channels/${channelId}/pins`)).body.messages?.map(({ seq }) => seq);
	assert.deepEqual(await seqs(), [3, 1]);
	await ada.delete(`${path}/3`);
	assert.deepEqual(await seqs(), [1]);
	assertRefused(await bob.put(`${path}/3/pin`), 404, "message_not_found");
	await ada.delete(`${path}/1/pin`);
	const open = await client.waitFor("message:updated", ({ message }) => message.seq === 1 && !message.pinnedAt);
	assert.equal("pinnedAt" in open.message, false);
	assert.deepEqual(await seqs(), []);
	client.close();
});

test("rejects the hundred and first pin, also when several come at once", async () => {
	const { channelId, path } = await fresh();
	for (const content of ["one", "two", "three", "four"]) await ada.sendMessage(channelId, content);
	await sql`
		insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content, pinned_at)
		select ${channelId}, n, n, n, gen_random_uuid(), ${ada.id}, 'pinned', now() from generate_series(5, 102) n`;
	await sql`update channels set last_seq = 102, last_rev = 102 where id = ${channelId}`;
	const answers = await Promise.all(range(1, 4).map((seq) => ada.put(`${path}/${seq}/pin`)));
	const [taken, over] = [204, 409].map((status) => answers.filter((answer) => answer.status === status));
	assert.deepEqual([taken?.length, over?.length], [2, 2]);
	if (over?.[0]) assertRefused(over[0], 409, "too_many_pins");
});

test("a vote names options of an open poll, and only one unless several are allowed", async () => {
	const { channelId, path } = await fresh();
	await ada.sendMessage(channelId, "", poll());
	await ada.sendMessage(channelId, "no poll");
	assertRefused(await eve.put(`${path}/1/votes`, { options: [0] }), 403, "not_member");
	for (const options of [[3], [-1], [0.5], ["0"], "0", [0, 0], [0, 1]])
		assertRefused(await bob.put(`${path}/1/votes`, { options }), 400, "invalid_request");
	assertRefused(await bob.put(`${path}/1/votes`, {}), 400, "invalid_request", "options");
	assertRefused(await bob.put(`${path}/2/votes`, { options: [0] }), 400, "invalid_request");
	assertRefused(await bob.put(`${path}/3/votes`, { options: [0] }), 404, "message_not_found");
	assertRefused(await bob.put(`${path}/1/poll/end`), 403, "forbidden");
	assert.equal((await ada.get(path)).body.lastRev, 2);
});

test("each vote takes one revision, is emitted in order with all counts, and can be changed and taken back", async () => {
	const { channelId, path } = await fresh();
	await ada.sendMessage(channelId, "", poll());
	const client = await ada.openSocket(channelId);
	for (const options of [[0], [0], [2], []]) assert.equal((await bob.put(`${path}/1/votes`, { options })).status, 204);
	await ada.put(`${path}/1/votes`, { options: [1] });
	await client.waitFor("vote", ({ rev }) => rev === 5);
	assert.deepEqual(
		client.of("vote").map(({ rev, userId, options, counts }) => ({ rev, userId, options, counts })),
		[
			{ rev: 2, userId: bob.id, options: [0], counts: [1, 0, 0] },
			{ rev: 3, userId: bob.id, options: [2], counts: [0, 0, 1] },
			{ rev: 4, userId: bob.id, options: [], counts: [0, 0, 0] },
			{ rev: 5, userId: ada.id, options: [1], counts: [0, 1, 0] },
		],
	);
	const options = async (person: ApiClient) => (await person.get(path)).body.messages?.[0]?.poll?.options;
	assert.deepEqual(
		(await options(ada))?.map(({ votes, me }) => [votes, me ?? false]),
		[
			[0, false],
			[1, true],
			[0, false],
		],
	);
	assert.equal((await options(bob))?.[1]?.me ?? false, false);
	client.close();
});

test("in a poll with several choices each vote counts, and voters are listed by name", async () => {
	const { channelId, path } = await fresh();
	await bob.sendMessage(channelId, "", poll({ multiple: true }));
	await bob.put(`${path}/1/votes`, { options: [2, 0] });
	await ada.put(`${path}/1/votes`, { options: [2] });
	assertRefused(await eve.get(`${path}/1/votes?option=2`), 403, "not_member");
	assertRefused(await bob.get(`${path}/1/votes`), 400, "invalid_request", "option");
	assertRefused(await bob.get(`${path}/1/votes?option=12`), 400, "invalid_request", "option");
	const names = async (option: number) =>
		(await bob.get(`${path}/1/votes?option=${option}`)).body.users?.map(({ username }) => username);
	assert.deepEqual([await names(0), await names(1), await names(2)], [["bob"], [], ["ada", "bob"]]);
});

test("a poll ends at its time, or when its author or a manager ends it; then nobody can vote", async () => {
	const { channelId, path } = await fresh();
	const soon = new Date(Date.now() + 400).toISOString();
	await bob.sendMessage(channelId, "", poll({ endsAt: soon }));
	await bob.sendMessage(channelId, "", poll());
	await bob.put(`${path}/2/votes`, { options: [1] });
	const client = await ada.openSocket(channelId);
	for (const person of [ada, bob]) assert.equal((await person.put(`${path}/2/poll/end`)).status, 204);
	const { message } = await client.waitFor("message:updated");
	assert.ok(message.poll?.endsAt && Date.parse(message.poll.endsAt) <= Date.now());
	assert.equal(message.poll.options[1]?.votes, 1);
	assert.equal(client.of("message:updated").length, 1);
	assertRefused(await bob.put(`${path}/2/votes`, { options: [] }), 403, "poll_ended");
	while (Date.now() <= Date.parse(soon)) await new Promise((resolve) => setTimeout(resolve, 20));
	assertRefused(await ada.put(`${path}/1/votes`, { options: [0] }), 403, "poll_ended");
	client.close();
});

test("the text of a poll may be emptied, other text may not, and a deleted poll is no poll", async () => {
	const { channelId, path } = await fresh();
	await ada.sendMessage(channelId, "Say:", poll());
	await ada.sendMessage(channelId, "plain");
	assert.equal((await ada.patch(`${path}/1`, { content: "" })).body.message?.content, "");
	assertRefused(await ada.patch(`${path}/2`, { content: "" }), 400, "invalid_request", "content");
	await bob.put(`${path}/1/votes`, { options: [1] });
	await ada.delete(`${path}/1`);
	assert.equal((await bob.get(path)).body.messages?.[0]?.poll, undefined);
	assertRefused(await bob.put(`${path}/1/votes`, { options: [0] }), 404, "message_not_found");
});

test("a member who leaves during an action is rejected in the channel's order, and nothing of it is emitted", async () => {
	const place = await ada.createServer("Doors");
	await bob.join(place.serverId);
	await ada.sendMessage(place.channelId, "", poll());
	const path = `/api/channels/${place.channelId}/messages/1`;
	await bob.leave(place.serverId);
	for (const [method, what, body] of [
		["PUT", "pin"],
		["PUT", "saved"],
		["PUT", "votes", { options: [0] }],
	] as const)
		assertRefused(await bob.call(method, `${path}/${what}`, { body }), 403, "not_member");
	assert.equal((await ada.get(`/api/channels/${place.channelId}/messages`)).body.lastRev, 1);
});

test("rejects changes by a user who lost the permission for them after the first check", async () => {
	const { channelId, path } = await fresh();
	await bob.sendMessage(channelId, "bob’s");
	await ada.sendMessage(channelId, "", poll());
	const acts = [
		() => bob.put(`${path}/1/reactions/${encodeURIComponent("🎉")}`),
		() => bob.patch(`${path}/1`, { content: "changed" }),
		() => bob.put(`${path}/1/pin`),
		() => bob.put(`${path}/2/votes`, { options: [0] }),
		() => bob.post(`${path}/1/thread`),
	];
	for (const act of acts) {
		let answer: ReturnType<typeof act> | undefined;
		await sql.begin(async (tx) => {
			await tx`
				insert into overrides (channel_id, role_id, deny) select c.id, r.id, ${Number(allPermissions & ~toBits(["view_channel"]))}
				from channels c join roles r on r.server_id = c.server_id and r.is_everyone where c.id = ${channelId}`;
			answer = act();
			await waits();
		});
		assertRefused(await (answer ?? act()), 403, "forbidden");
		await sql`delete from overrides where channel_id = ${channelId}`;
	}
	const { body } = await bob.get(path);
	assert.deepEqual(
		body.messages?.map(({ rev }) => rev),
		[1, 2],
	);
});

test("rejects changes by a user who lost access to the channel after the first check", async () => {
	const { channelId, path } = await fresh();
	await bob.sendMessage(channelId, "bob’s");
	await ada.sendMessage(channelId, "", poll());
	const acts = [
		() => bob.put(`${path}/1/reactions/${encodeURIComponent("🎉")}`),
		() => bob.patch(`${path}/1`, { content: "changed" }),
		() => bob.delete(`${path}/1`),
		() => bob.put(`${path}/1/pin`),
		() => bob.put(`${path}/2/votes`, { options: [0] }),
		() => bob.post(`${path}/1/thread`),
	];
	for (const act of acts) {
		let answer: ReturnType<typeof act> | undefined;
		// The channel becomes private after the first access check, while the action waits for its turn.
		await sql.begin(async (tx) => {
			await tx`
				insert into overrides (channel_id, role_id, deny) select c.id, r.id, 1
				from channels c join roles r on r.server_id = c.server_id and r.is_everyone where c.id = ${channelId}`;
			answer = act();
			await waits();
		});
		assertRefused(await (answer ?? act()), 404, "channel_not_found");
		await sql`delete from overrides where channel_id = ${channelId}`;
	}
	const { body } = await bob.get(path);
	assert.deepEqual(
		body.messages?.map(({ rev, content, reactions, pinnedAt, thread }) => [rev, content, reactions, pinnedAt, thread]),
		[
			[1, "bob’s", [], undefined, undefined],
			[2, "", [], undefined, undefined],
		],
	);
});

/** Waits until a statement waits for a row that another transaction has locked. */
async function waits(): Promise<void> {
	for (let tries = 0; tries < 500; tries++) {
		const [row] = await sql<{ n: number }[]>`select count(*)::int as n from pg_locks where not granted`;
		if (row && row.n > 0) return;
		await sleep(10);
	}
	assert.fail("Nothing waits.");
}
