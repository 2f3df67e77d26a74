import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { range, waitUntil } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";
import { appState } from "../process/app-state";
import { KeywordIndex, type Source } from "./keyword-index";

setUpCommunity("Potters");

let n = 0;

const fresh = (extra: object = {}) => ada.createChannel(serverId, `fresh-${++n}`, extra);
const watches = async (person: ApiClient, ...keywords: string[]) => {
	const answer = await person.put("/api/account/keywords", { keywords });
	assert.equal(answer.status, 200, answer.text);
	return answer.body.keywords;
};
const mentions = async (person: ApiClient, channelId: number) => (await person.channelState(channelId)).mentionCount;

test("rejects more than 25 keywords, keywords outside 2 to 50 characters, and access to another user's", async () => {
	assertRefused(await world.guest().get("/api/account/keywords"), 401, "unauthenticated");
	assertRefused(await world.guest().put("/api/account/keywords", { keywords: [] }), 401, "unauthenticated");
	for (const keywords of [null, "kiln", [1], ["a"], ["x".repeat(51)], ["\u200b\u200b"], Array(26).fill("kiln")])
		assertRefused(await bob.put("/api/account/keywords", { keywords }), 400, "invalid_request");
	assertRefused(await bob.put("/api/account/keywords", {}), 400, "invalid_request");
	assert.deepEqual(await watches(bob, " Kiln ", "KILN", "field  trip"), ["kiln", "field trip"]);
	assert.deepEqual((await bob.get("/api/account/keywords")).body.keywords, ["kiln", "field trip"]);
	assert.deepEqual((await ada.get("/api/account/keywords")).body.keywords, []);
});

test("a keyword notifies nobody of their own messages, in code, without access or without membership", async () => {
	await Promise.all([watches(ada, "kiln"), watches(bob, "kiln"), watches(eve, "kiln")]);
	const [open, hidden] = [await fresh(), await fresh({ private: true })];
	await ada.sendMessage(open, "a kiln");
	await ada.sendMessage(open, "`kiln` and ```\nkiln\n```");
	await ada.sendMessage(hidden, "the kiln");
	assert.deepEqual([await mentions(ada, open), await mentions(bob, open), await mentions(ada, hidden)], [0, 1, 0]);
	await ada.patch(`/api/channels/${hidden}`, { private: false });
	assert.equal(await mentions(bob, hidden), 0);
	await eve.join(serverId);
	assert.equal(await mentions(eve, open), 0);
	await ada.sendMessage(open, "kiln for all");
	await eve.leave(serverId);
	await ada.sendMessage(open, "kiln again");
	assert.deepEqual((await eve.get("/api/inbox")).body.items, []);
	// Checked by name and time, because the count of one's own messages is always 0.
	await ada.patch(`/api/channels/${open}/messages/1`, { content: "a kiln, edited" });
	assert.deepEqual((await ada.get("/api/inbox")).body.items, []);
	assert.equal((await sql`select 1 from mentions where user_id = ${ada.id} or channel_id = ${hidden}`).length, 0);
});

test("a keyword in a broadcast reply notifies once, in its thread", async () => {
	await watches(bob, "kiln");
	const channelId = await fresh();
	const { seq } = await ada.sendMessage(channelId, "root");
	const { body } = await ada.post(`/api/channels/${channelId}/messages/${seq}/thread`);
	const thread = body.thread?.channelId ?? 0;
	await ada.sendMessage(thread, "the kiln", { echo: true });
	assert.equal((await bob.channelState(channelId)).lastSeq, 2);
	const mentioned = await sql<{ place: number }[]>`
		select channel_id as place from mentions where user_id = ${bob.id} and channel_id = any (${[channelId, thread]}::bigint[])`;
	assert.deepEqual(
		mentioned.map(({ place }) => place),
		[thread],
	);
});

test("a keyword is a mention: emitted at once, counted until read, once a message, with its kind", async () => {
	await watches(bob, "kiln", "glaze");
	const channelId = await fresh();
	const client = await bob.connect();
	await ada.sendMessage(channelId, "The KILN and the glaze");
	assert.deepEqual(await client.waitFor("read", (event) => event.channelId === channelId), {
		channelId,
		lastReadSeq: 0,
		mentionCount: 1,
	});
	await ada.sendMessage(channelId, "@bob kiln");
	await ada.sendMessage(channelId, "nothing");
	const { body } = await bob.get("/api/inbox?limit=2");
	assert.deepEqual(
		body.items?.map(({ kind, message }) => [kind, message.seq]),
		[
			["name", 2],
			["keyword", 1],
		],
	);
	await bob.put(`/api/channels/${channelId}/read`, { seq: 1 });
	assert.equal(await mentions(bob, channelId), 1);
	client.close();
});

test("an edit adds and removes keyword mentions, a deletion removes them, and new keywords ignore earlier messages", async () => {
	await watches(bob, "kiln");
	const channelId = await fresh();
	const client = await bob.connect();
	const counts = () =>
		client.of("read").flatMap((event) => (event.channelId === channelId ? [event.mentionCount] : []));
	const at = `/api/channels/${channelId}/messages`;
	await ada.sendMessage(channelId, "nothing");
	await ada.patch(`${at}/1`, { content: "a kiln" });
	await waitUntil("it is told", () => counts().at(-1) === 1);
	await ada.patch(`${at}/1`, { content: "a stove" });
	await waitUntil("it is called off", () => counts().at(-1) === 0);
	await ada.sendMessage(channelId, "kiln");
	await ada.delete(`${at}/2`);
	await waitUntil("it is called off", async () => (await mentions(bob, channelId)) === 0);
	await watches(bob, "stove");
	assert.equal(await mentions(bob, channelId), 0);
	await ada.sendMessage(channelId, "kiln, and not the other");
	assert.equal(await mentions(bob, channelId), 0);
	client.close();
});

test("a message notifies a user once, however often a keyword is edited out and in", async () => {
	await watches(bob, "kiln", "glaze");
	const channelId = await fresh();
	const at = `/api/channels/${channelId}/messages`;
	const edits = async (seq: number, content: string) =>
		assert.equal((await ada.patch(`${at}/${seq}`, { content })).status, 200);
	await ada.sendMessage(channelId, "a kiln");
	await edits(1, "a KILN, still");
	assert.equal(await mentions(bob, channelId), 1, "an edit that leaves the word leaves the mention");
	for (const word of ["kiln", "glaze", "kiln and glaze", "@bob", "@everyone", "@bob, the kiln"]) {
		await edits(1, "nothing");
		await edits(1, word);
		assert.equal(await mentions(bob, channelId), 0, word);
	}
	await ada.sendMessage(channelId, "hello @bob");
	await edits(2, "nothing");
	await edits(2, "a kiln");
	assert.equal(await mentions(bob, channelId), 0, "whom it named it does not call by a keyword");
	// Also after so many versions that the first ones are deleted.
	for (const n of range(1, 101)) await edits(1, `nothing ${n}`);
	await edits(1, "a kiln");
	assert.equal(await mentions(bob, channelId), 0);
});

test("a resent message notifies once, and in a batch each message notifies its own users", async () => {
	await watches(bob, "kiln");
	const channelId = await fresh();
	const sent = { nonce: nonce(), content: "kiln" };
	await Promise.all([1, 2, 3].map(() => ada.post(`/api/channels/${channelId}/messages`, sent)));
	assert.equal(await mentions(bob, channelId), 1);
	await Promise.all(Array.from({ length: 20 }, (_, i) => ada.sendMessage(channelId, i % 2 ? "kiln" : "stove")));
	assert.equal(await mentions(bob, channelId), 11);
});

test("a new member's existing keywords apply", async () => {
	await watches(eve, "wheel");
	const channelId = await fresh();
	await ada.sendMessage(channelId, "before");
	await eve.join(serverId);
	await waitUntil("it counts", async () => {
		await ada.sendMessage(channelId, "a wheel");
		return (await mentions(eve, channelId)) > 0;
	});
	await eve.leave(serverId);
});

test("changing keywords reloads no server, and an outsider changes nothing in it", async () => {
	const reads: string[] = [];
	const keywordsOf: Record<number, string[]> = { 1: ["kiln"], 2: ["glaze"], 3: [] };
	const servers: Record<number, number[]> = { 1: [7], 2: [7, 8], 3: [9] };
	const source: Source = {
		async ofServer(id) {
			reads.push(`server ${id}`);
			return Object.entries(keywordsOf)
				.filter(([user]) => servers[Number(user)]?.includes(id))
				.map(([user, keywords]) => ({ userId: Number(user), keywords }));
		},
		async ofUser(id) {
			reads.push(`user ${id}`);
			return { keywords: keywordsOf[id] ?? [], serverIds: servers[id] ?? [] };
		},
	};
	const watchwords = new KeywordIndex(source);
	const found = async (sent: string) => (await watchwords.ownersIn(7, [sent]))[0]?.toSorted();
	assert.deepEqual(await found("kiln, glaze, wheel"), [1, 2]);
	for (let n = 0; n < 100; n++) {
		keywordsOf[3] = [`word ${n}`];
		await watchwords.invalidateUser(3);
		assert.deepEqual(await found("kiln, glaze, word 99"), [1, 2]);
	}
	keywordsOf[2] = ["wheel"];
	await watchwords.invalidateUser(2);
	assert.deepEqual(await found("kiln, glaze"), [1]);
	assert.deepEqual(await found("wheel"), [2]);
	servers[3] = [7];
	await watchwords.invalidateUser(3);
	assert.deepEqual(await found("word 99"), [3]);
	watchwords.removeMember(7, 3);
	await Promise.resolve();
	assert.deepEqual(await found("word 99 wheel"), [2]);
	assert.deepEqual(
		reads.filter((read) => read.startsWith("server")),
		["server 7"],
	);
});

test("of two concurrent changes the later one counts, also while the server is loading", async () => {
	const answers: ((keywords: string[]) => void)[] = [];
	let readServer = (_: string[]) => {};
	const source: Source = {
		ofServer: () =>
			new Promise((resolve) => {
				readServer = (keywords) => resolve([{ userId: 1, keywords }]);
			}),
		ofUser: () => new Promise((resolve) => answers.push((keywords) => resolve({ keywords, serverIds: [7] }))),
	};
	const watchwords = new KeywordIndex(source);
	const found = watchwords.ownersIn(7, ["old", "earlier", "later"]);
	await Promise.resolve();
	const changes = [watchwords.invalidateUser(1), watchwords.invalidateUser(1)];
	answers[1]?.(["later"]);
	answers[0]?.(["earlier"]);
	readServer(["old"]);
	await Promise.all([found, ...changes]);
	assert.deepEqual(await watchwords.ownersIn(7, ["old", "earlier", "later"]), [[], [], [1]]);
});

test("a server's index survives changes of an outsider's keywords, or a member's", async () => {
	const channelId = await fresh();
	await ada.sendMessage(channelId, "anything");
	const known = () => Reflect.get(appState().keywordIndex, "servers").peek(serverId);
	const before = known();
	assert.ok(before);
	await watches(eve, "outside");
	await watches(bob, "inside");
	await eve.join(serverId);
	await eve.leave(serverId);
	assert.equal(known(), before);
	await ada.sendMessage(channelId, "what is inside");
	assert.equal(await mentions(bob, channelId), 1);
});
