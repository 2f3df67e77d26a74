import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity } from "@/test/support/community";
import { addEmoji } from "@/test/support/emoji";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { repeatsOf } from "@/test/support/races";
import { range } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";
import { viewerOf } from "../auth/viewer";
import { EmojiIndex } from "../emoji/emoji-index";
import { appState } from "../process/app-state";
import { isPlain } from "./store-batches";

setUpCommunity();

const messages = () => `/api/channels/${channelId}/messages`;
const rename = (id: number, name: string) => ada.patch(`/api/servers/${serverId}/emoji/${id}`, { name });
const remove = (id: number) => ada.delete(`/api/servers/${serverId}/emoji/${id}`);
const edit = async (seq: number, content: string) =>
	(await bob.patch(`${messages()}/${seq}`, { content })).body.message?.emoji;
/** The message as a page, another page, one message and a late joiner have it. */
async function everywhere(seq: number) {
	const client = await ada.connect();
	const opened = await client.ask("channel:open", { channelId, afterSeq: seq - 1 });
	client.close();
	const pages = await Promise.all(
		[`?limit=100`, `?around=${seq}&limit=3`, `?after=${seq - 1}&limit=1`].map((query) => ada.get(messages() + query)),
	);
	return [...pages.map(({ body }) => body.messages), opened.messages].map((page) =>
		page?.find((one) => one.seq === seq),
	);
}
const reaction = (seq: number, emoji: string) => `${messages()}/${seq}/reactions/${encodeURIComponent(emoji)}`;

test("a message keeps the ids of the emoji in it, whatever they are called later, for live clients and late ones", async () => {
	const client = await ada.openSocket(channelId);
	const kiln = await addEmoji(ada, serverId, "kiln");
	const sent = await bob.sendMessage(channelId, "hot :kiln: and :Kiln:, :unknown: and :fire:");
	assert.deepEqual(sent.emoji, { kiln });
	const { messages: live } = await client.waitFor("messages", (event) => event.messages[0]?.seq === sent.seq);
	assert.deepEqual(live[0]?.emoji, { kiln });
	await rename(kiln, "oven");
	const other = await addEmoji(ada, serverId, "kiln");
	assert.deepEqual((await bob.sendMessage(channelId, ":kiln: :oven:")).emoji, { kiln: other, oven: kiln });
	await remove(kiln);
	for (const message of await everywhere(sent.seq)) assert.deepEqual(message?.emoji, { kiln });
	assert.equal((await bob.sendMessage(channelId, ":oven:")).emoji, undefined);
	assert.equal((await bob.get(`/api/emoji/${kiln}`)).status, 200);
	await remove(other);
	client.close();
});

test("text without an emoji of the server has no ids: in code, of another server, within words, or as a name of objects", async () => {
	const { serverId: another, channelId: elsewhere } = await bob.createServer("Elsewhere");
	const there = await addEmoji(bob, another, "there");
	const mine = await addEmoji(ada, serverId, "mine");
	for (const content of [
		":there:",
		"`:mine:`",
		"```\n:mine:\n```",
		"https://x.example/:mine:",
		"a:mine:",
		":mine",
		"$:mine:$",
		":constructor: :to_string: :__proto__:",
	])
		assert.equal((await bob.sendMessage(channelId, content)).emoji, undefined, content);
	for (const content of ["||:mine:||", "**:mine:**", ":mine::mine:", "> :mine:", "go :mine:!"])
		assert.deepEqual((await bob.sendMessage(channelId, content)).emoji, { mine }, content);
	assert.deepEqual((await bob.sendMessage(elsewhere, ":there: :mine:")).emoji, { there });
	await remove(mine);
});

test("an edit reads new names as of now and keeps what the others meant; a deletion forgets them", async () => {
	const one = await addEmoji(ada, serverId, "one");
	const { seq } = await bob.sendMessage(channelId, "first :one:");
	await rename(one, "was_one");
	const next = await addEmoji(ada, serverId, "one");
	const two = await addEmoji(ada, serverId, "two");
	assert.deepEqual(await edit(seq, "second :one: :two:"), { one, two });
	assert.deepEqual(await edit(seq, "third :two:"), { two });
	assert.deepEqual(await edit(seq, "fourth :one:"), { one: next });
	await remove(next);
	assert.deepEqual(await edit(seq, "fifth :one:"), { one: next });
	assert.equal(await edit(seq, "sixth `:one:`"), undefined);
	await edit(seq, ":two:");
	await bob.delete(`${messages()}/${seq}`);
	for (const message of await everywhere(seq)) assert.equal(message?.emoji, undefined);
	const rows = await sql`select 1 from messages where channel_id = ${channelId} and seq = ${seq} and emoji is null`;
	assert.equal(rows.length, 1);
});

test("a message that a moderator removes gets its emoji back with the undo, also one that is gone meanwhile", async () => {
	const id = await addEmoji(ada, serverId, "kept");
	const { seq } = await bob.sendMessage(channelId, "look :kept:");
	await ada.put(reaction(seq, ":kept:"));
	await ada.delete(`${messages()}/${seq}`);
	for (const message of await everywhere(seq)) assert.deepEqual([message?.emoji, message?.reactions], [undefined, []]);
	await remove(id);
	const actionId = (await ada.get(`/api/servers/${serverId}/audit-log?action=removal`)).body.entries?.[0]
		?.moderationAction?.id;
	assert.equal((await ada.delete(`/api/servers/${serverId}/moderation-actions/${actionId}`)).status, 204);
	for (const message of await everywhere(seq)) {
		assert.deepEqual(message?.emoji, { kept: id });
		assert.deepEqual(message?.reactions, [{ emoji: ":kept:", emojiId: id, count: 1, me: true }]);
	}
});

test("messages with files, mentions, polls and echoes of replies keep their emoji too", async () => {
	const rich = await addEmoji(ada, serverId, "rich");
	const file = await bob.uploadOk(channelId, "a.txt", "hello");
	const poll = { question: "Which?", options: ["a", "b"] };
	const parent = await bob.sendMessage(channelId, "@ada :rich:", { attachmentIds: [file.id], poll });
	assert.deepEqual([parent.emoji, parent.mentions, parent.attachments.length], [{ rich }, ["ada"], 1]);
	const { body } = await bob.post(`${messages()}/${parent.seq}/thread`);
	const threadId = body.thread?.channelId ?? 0;
	const reply = await bob.sendMessage(threadId, "reply :rich:", { echo: true });
	assert.deepEqual(reply.emoji, { rich });
	const echo = (await ada.get(messages())).body.messages?.at(-1);
	assert.deepEqual([echo?.emoji, echo?.echoOf], [{ rich }, { channelId: threadId, seq: reply.seq }]);
});

test("a search finds the name as text, before and after it is removed", async () => {
	const id = await addEmoji(ada, serverId, "searchable_thing");
	const { seq } = await bob.sendMessage(channelId, "look :searchable_thing:");
	await remove(id);
	const found = async () => (await ada.get("/api/search?q=searchable_thing")).body.results ?? [];
	for (let tries = 0; tries < 100 && (await found()).length === 0; tries++)
		await new Promise((resolve) => setTimeout(resolve, 50));
	const [result] = await found();
	assert.deepEqual([result?.message.seq, result?.message.emoji], [seq, { searchable_thing: id }]);
});

test("a reaction with an emoji is kept by its id: renames leave it, others join it, and a removed one is only taken back", async () => {
	const kiln = await addEmoji(ada, serverId, "glow");
	const { seq } = await bob.sendMessage(channelId, "react");
	const client = await bob.openSocket(channelId);
	assert.equal((await ada.put(reaction(seq, ":glow:"))).status, 204);
	const glow = { emoji: ":glow:", emojiId: kiln };
	const event = await client.waitFor("reaction", (one) => one.seq === seq);
	assert.deepEqual([event.emoji, event.emojiId, event.count, event.added], [":glow:", kiln, 1, true]);
	await rename(kiln, "ember");
	const again = await addEmoji(ada, serverId, "glow");
	for (const emoji of [":ember:", `:glow:${kiln}`, `:ember:${kiln}`])
		assert.equal((await bob.put(reaction(seq, emoji))).status, 204);
	assert.equal((await bob.put(reaction(seq, ":glow:"))).status, 204);
	for (const message of await everywhere(seq))
		assert.deepEqual(message?.reactions, [
			{ ...glow, count: 2, me: true },
			{ emoji: ":glow:", emojiId: again, count: 1, me: false },
		]);
	const people = async (emoji: string) =>
		(await ada.get(reaction(seq, emoji))).body.users?.map(({ username }) => username);
	assert.deepEqual(await people(`:glow:${kiln}`), ["ada", "bob"]);
	assert.deepEqual(await people(":glow:"), ["bob"]);
	await remove(kiln);
	assert.equal((await bob.delete(reaction(seq, `:glow:${kiln}`))).status, 204);
	assertRefused(await bob.put(reaction(seq, `:glow:${kiln}`)), 400, "invalid_request", "emoji");
	assertRefused(await bob.put(reaction(seq, ":ember:")), 400, "invalid_request", "emoji");
	assert.equal((await ada.delete(reaction(seq, `:glow:${again}`))).status, 204);
	for (const message of await everywhere(seq))
		assert.deepEqual(
			message?.reactions.map(({ emojiId, count, me }) => [emojiId, count, me]),
			[
				[kiln, 1, true],
				[again, 1, false],
			],
		);
	const events = client.of("reaction").map(({ emojiId, count, added }) => [emojiId, count, added]);
	assert.deepEqual(events.slice(-2), [
		[again, 1, true],
		[kiln, 1, false],
	]);
	client.close();
});

test("rejects reactions with emoji of other servers, unknown names and malformed ones", async () => {
	const { serverId: another } = await bob.createServer("Other");
	const there = await addEmoji(bob, another, "there");
	const { seq } = await bob.sendMessage(channelId, "no");
	for (const emoji of [
		":there:",
		`:there:${there}`,
		":nowhere:",
		":nowhere:999999",
		":a:",
		"::",
		":there:0",
		":there:01",
		":there:9007199254740993",
		":__proto__:",
		":THERE:",
	])
		assertRefused(await bob.put(reaction(seq, emoji)), 400, "invalid_request", "emoji");
	assert.equal((await bob.delete(reaction(seq, `:there:${there}`))).status, 204);
	assert.deepEqual((await bob.get(reaction(seq, `:there:${there}`))).body.users, []);
	assertRefused(await eve.put(reaction(seq, ":there:")), 403, "not_member");
});

test("a removal waits for a reaction that is being stored, and after its answer there is none", async () => {
	const id = await addEmoji(ada, serverId, "brief");
	const { seq } = await bob.sendMessage(channelId, "hold");
	const commit = await holdTransaction((tx) => tx`select 1 from emoji where id = ${id} for share`);
	const removing = remove(id);
	await waitsFor('"emoji"');
	await commit();
	assert.equal((await removing).status, 204);
	assertRefused(await bob.put(reaction(seq, `:brief:${id}`)), 400, "invalid_request", "emoji");
	for (const n of range(1, repeatsOf(10))) {
		const name = `brief${n}`;
		const each = await addEmoji(ada, serverId, name);
		const [reacted, removed] = await Promise.all([bob.put(reaction(seq, `:${name}:${each}`)), remove(each)]);
		assert.ok([204, 400].includes(reacted.status), reacted.text);
		assert.equal(removed.status, 204);
		const late = await ada.put(reaction(seq, `:${name}:${each}`));
		assertRefused(late, 400, "invalid_request", "emoji");
		await bob.delete(reaction(seq, `:${name}:${each}`));
	}
});

test("after the answer to a removal no message has the emoji; one sent meanwhile has it or not, and never fails", async () => {
	for (const n of range(1, repeatsOf(10))) {
		const name = `short${n}`;
		const id = await addEmoji(ada, serverId, name);
		const sending = range(1, 4).map(() => bob.post(messages(), { nonce: nonce(), content: `:${name}:` }));
		const removing = remove(id);
		for (const { status, body } of await Promise.all(sending)) {
			assert.equal(status, 201);
			assert.ok(body.message?.emoji === undefined || body.message.emoji[name] === id);
		}
		assert.equal((await removing).status, 204);
		assert.equal((await bob.sendMessage(channelId, `:${name}:`)).emoji, undefined);
	}
});

test("an index forgets a reading that a change has overtaken, and tries again after a failure", async () => {
	const answers: ((names: Map<string, number>) => void)[] = [];
	let failing = false;
	const index = new EmojiIndex(() => {
		if (failing) return Promise.reject(new Error("away"));
		return new Promise((resolve) => answers.push(resolve));
	});
	const first = index.find(channelId, ":old:");
	while (answers.length < 1) await new Promise((resolve) => setImmediate(resolve));
	index.invalidate(serverId);
	answers[0]?.(new Map([["old", 1]]));
	assert.deepEqual(await first, { old: 1 });
	const second = index.find(channelId, ":old:");
	while (answers.length < 2) await new Promise((resolve) => setImmediate(resolve));
	answers[1]?.(new Map([["new", 2]]));
	assert.equal(await second, undefined);
	assert.deepEqual(index.find(channelId, ":new:"), { new: 2 }, "it is in memory");
	assert.equal(index.find(channelId, "no names, 10:30"), undefined);
	index.invalidate();
	failing = true;
	await assert.rejects(async () => index.find(channelId, ":new:"), /away/);
	failing = false;
	const third = index.find(channelId, ":new:");
	while (answers.length < 3) await new Promise((resolve) => setImmediate(resolve));
	answers[2]?.(new Map([["new", 3]]));
	assert.deepEqual(await third, { new: 3 });
});

test("a message has at most 50 different emoji, and other messages stay in the common transaction", async () => {
	await sql`
		insert into emoji (server_id, name, key, hash, animated, size, creator_id)
		select ${serverId}, 'many' || n, 'bb/' || md5(n::text), '', false, 1, ${ada.id} from generate_series(1, 60) n`;
	appState().emojiIndex.invalidate(serverId);
	const names = range(1, 60).map((n) => `:many${n}:`);
	const sent = await bob.sendMessage(channelId, names.join(" "));
	assert.equal(Object.keys(sent.emoji ?? {}).length, 50);
	const viewer = await viewerOf(new Headers({ cookie: bob.cookie }));
	assert.ok(viewer);
	const batchOf = (content: string, emoji?: Record<string, number>) => ({
		channelId,
		messages: [
			{ viewer, input: { nonce: nonce(), content, ...(emoji && { emoji }) }, names: [], resolve() {}, reject() {} },
		],
		done() {},
	});
	assert.equal(await isPlain(batchOf("plain")), true);
	assert.equal(await isPlain(batchOf(":many1:", { many1: 1 })), false);
});
