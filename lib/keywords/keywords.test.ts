import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type Person, refused } from "@/test/support/api-client";
import { range, until } from "@/test/support/socket-client";
import { nonce, World } from "@/test/support/test-server";
import { node } from "../process/app-state";
import { type Source, Watchwords } from "./keyword-index";

let world: World;
let ada: Person;
let bob: Person;
let eve: Person;
let serverId: number;
let n = 0;

before(async () => {
	world = await World.open();
	({ ada, bob, eve } = await world.three());
	({ serverId } = await ada.makes("Potters"));
	await bob.joins(serverId);
});
after(() => world.close());

const fresh = (extra: object = {}) => ada.makesChannel(serverId, `fresh-${++n}`, extra);
const watches = async (person: Person, ...keywords: string[]) => {
	const answer = await person.put("/api/account/keywords", { keywords });
	assert.equal(answer.status, 200, answer.text);
	return answer.body.keywords;
};
const mentions = async (person: Person, channelId: number) => (await person.stands(channelId)).mentionCount;

test("keywords are at most 25 of 2 to 50 characters, and one's own", async () => {
	refused(await world.stranger().get("/api/account/keywords"), 401, "unauthenticated");
	refused(await world.stranger().put("/api/account/keywords", { keywords: [] }), 401, "unauthenticated");
	for (const keywords of [null, "kiln", [1], ["a"], ["x".repeat(51)], ["\u200b\u200b"], Array(26).fill("kiln")])
		refused(await bob.put("/api/account/keywords", { keywords }), 400, "invalid_request");
	refused(await bob.put("/api/account/keywords", {}), 400, "invalid_request");
	assert.deepEqual(await watches(bob, " Kiln ", "KILN", "field  trip"), ["kiln", "field trip"]);
	assert.deepEqual((await bob.get("/api/account/keywords")).body.keywords, ["kiln", "field trip"]);
	assert.deepEqual((await ada.get("/api/account/keywords")).body.keywords, []);
});

test("nobody is called by a keyword in their own words, in code, in what they may not see or where they are no member", async () => {
	await Promise.all([watches(ada, "kiln"), watches(bob, "kiln"), watches(eve, "kiln")]);
	const [open, hidden] = [await fresh(), await fresh({ private: true })];
	await ada.says(open, "a kiln");
	await ada.says(open, "`kiln` and ```\nkiln\n```");
	await ada.says(hidden, "the kiln");
	assert.deepEqual([await mentions(ada, open), await mentions(bob, open), await mentions(ada, hidden)], [0, 1, 0]);
	await ada.patch(`/api/channels/${hidden}`, { private: false });
	assert.equal(await mentions(bob, hidden), 0);
	await eve.joins(serverId);
	assert.equal(await mentions(eve, open), 0);
	await ada.says(open, "kiln for all");
	await eve.leaves(serverId);
	await ada.says(open, "kiln again");
	assert.deepEqual((await eve.get("/api/inbox")).body.items, []);
	// By name and time, for a count would be 0 of one's own words anyway: they are read.
	await ada.patch(`/api/channels/${open}/messages/1`, { content: "a kiln, edited" });
	assert.deepEqual((await ada.get("/api/inbox")).body.items, []);
	assert.equal((await sql`select 1 from mentions where user_id = ${ada.id} or channel_id = ${hidden}`).length, 0);
});

test("a reply that is said in the channel as well calls by a keyword once, in its thread", async () => {
	await watches(bob, "kiln");
	const channelId = await fresh();
	const { seq } = await ada.says(channelId, "root");
	const { body } = await ada.post(`/api/channels/${channelId}/messages/${seq}/thread`);
	const thread = body.thread?.channelId ?? 0;
	await ada.says(thread, "the kiln", { echo: true });
	assert.equal((await bob.stands(channelId)).lastSeq, 2);
	const called = await sql<{ place: number }[]>`
		select channel_id as place from mentions where user_id = ${bob.id} and channel_id = any (${[channelId, thread]}::bigint[])`;
	assert.deepEqual(
		called.map(({ place }) => place),
		[thread],
	);
});

test("a keyword is a mention: told at once, counted until it is read, once a message, named as what it is", async () => {
	await watches(bob, "kiln", "glaze");
	const channelId = await fresh();
	const ears = await bob.connects();
	await ada.says(channelId, "The KILN and the glaze");
	assert.deepEqual(await ears.hears("read"), { channelId, lastReadSeq: 0, mentionCount: 1 });
	await ada.says(channelId, "@bob kiln");
	await ada.says(channelId, "nothing");
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
	ears.close();
});

test("an edit calls and calls off, a deletion calls off, and new words are never looked for in what was said before", async () => {
	await watches(bob, "kiln");
	const channelId = await fresh();
	const ears = await bob.connects();
	const at = `/api/channels/${channelId}/messages`;
	await ada.says(channelId, "nothing");
	await ada.patch(`${at}/1`, { content: "a kiln" });
	await ears.hears("read", ({ mentionCount }) => mentionCount === 1);
	await ada.patch(`${at}/1`, { content: "a stove" });
	await until("it is called off", () => ears.of("read").at(-1)?.mentionCount === 0);
	await ada.says(channelId, "kiln");
	await ada.delete(`${at}/2`);
	await until("it is called off", async () => (await mentions(bob, channelId)) === 0);
	await watches(bob, "stove");
	assert.equal(await mentions(bob, channelId), 0);
	await ada.says(channelId, "kiln, and not the other");
	assert.equal(await mentions(bob, channelId), 0);
	ears.close();
});

test("whom a message has called once it calls no more, however often a keyword is edited out of it and in", async () => {
	await watches(bob, "kiln", "glaze");
	const channelId = await fresh();
	const at = `/api/channels/${channelId}/messages`;
	const edits = async (seq: number, content: string) =>
		assert.equal((await ada.patch(`${at}/${seq}`, { content })).status, 200);
	await ada.says(channelId, "a kiln");
	await edits(1, "a KILN, still");
	assert.equal(await mentions(bob, channelId), 1, "an edit that leaves the word leaves the mention");
	for (const word of ["kiln", "glaze", "kiln and glaze", "@bob", "@everyone", "@bob, the kiln"]) {
		await edits(1, "nothing");
		await edits(1, word);
		assert.equal(await mentions(bob, channelId), 0, word);
	}
	await ada.says(channelId, "hello @bob");
	await edits(2, "nothing");
	await edits(2, "a kiln");
	assert.equal(await mentions(bob, channelId), 0, "whom it named it does not call by a keyword");
	// Also when so many versions are kept that the first ones are not.
	for (const n of range(1, 101)) await edits(1, `nothing ${n}`);
	await edits(1, "a kiln");
	assert.equal(await mentions(bob, channelId), 0);
});

test("a message that is sent again calls once, and in a batch each calls whom it names", async () => {
	await watches(bob, "kiln");
	const channelId = await fresh();
	const said = { nonce: nonce(), content: "kiln" };
	await Promise.all([1, 2, 3].map(() => ada.post(`/api/channels/${channelId}/messages`, said)));
	assert.equal(await mentions(bob, channelId), 1);
	await Promise.all(Array.from({ length: 20 }, (_, i) => ada.says(channelId, i % 2 ? "kiln" : "stove")));
	assert.equal(await mentions(bob, channelId), 11);
});

test("one who has joined is called by the words they had", async () => {
	await watches(eve, "wheel");
	const channelId = await fresh();
	await ada.says(channelId, "before");
	await eve.joins(serverId);
	await until("it counts", async () => {
		await ada.says(channelId, "a wheel");
		return (await mentions(eve, channelId)) > 0;
	});
	await eve.leaves(serverId);
});

test("whoever changes their words makes no server's be read anew, and an outsider changes nothing in it", async () => {
	const reads: string[] = [];
	const words: Record<number, string[]> = { 1: ["kiln"], 2: ["glaze"], 3: [] };
	const servers: Record<number, number[]> = { 1: [7], 2: [7, 8], 3: [9] };
	const source: Source = {
		async ofServer(id) {
			reads.push(`server ${id}`);
			return Object.entries(words)
				.filter(([user]) => servers[Number(user)]?.includes(id))
				.map(([user, keywords]) => ({ userId: Number(user), keywords }));
		},
		async ofUser(id) {
			reads.push(`user ${id}`);
			return { keywords: words[id] ?? [], serverIds: servers[id] ?? [] };
		},
	};
	const watchwords = new Watchwords(source);
	const channelId = await fresh();
	Object.assign(watchwords, { homeOf: async () => 7 });
	const found = async (said: string) => (await watchwords.ownersIn(channelId, [said]))[0]?.toSorted();
	assert.deepEqual(await found("kiln, glaze, wheel"), [1, 2]);
	for (let n = 0; n < 100; n++) {
		words[3] = [`word ${n}`];
		await watchwords.changed(3);
		assert.deepEqual(await found("kiln, glaze, word 99"), [1, 2]);
	}
	words[2] = ["wheel"];
	await watchwords.changed(2);
	assert.deepEqual(await found("kiln, glaze"), [1]);
	assert.deepEqual(await found("wheel"), [2]);
	servers[3] = [7];
	await watchwords.changed(3);
	assert.deepEqual(await found("word 99"), [3]);
	watchwords.left(7, 3);
	await Promise.resolve();
	assert.deepEqual(await found("word 99 wheel"), [2]);
	assert.deepEqual(
		reads.filter((read) => read.startsWith("server")),
		["server 7"],
	);
});

test("of two changes at once the later stands, also where the server is just being read", async () => {
	const answers: ((keywords: string[]) => void)[] = [];
	let readServer = (_: string[]) => {};
	const source: Source = {
		ofServer: () =>
			new Promise((resolve) => {
				readServer = (keywords) => resolve([{ userId: 1, keywords }]);
			}),
		ofUser: () => new Promise((resolve) => answers.push((keywords) => resolve({ keywords, serverIds: [7] }))),
	};
	const watchwords = new Watchwords(source);
	Object.assign(watchwords, { homeOf: async () => 7 });
	const found = watchwords.ownersIn(1, ["old", "earlier", "later"]);
	await Promise.resolve();
	const changes = [watchwords.changed(1), watchwords.changed(1)];
	answers[1]?.(["later"]);
	answers[0]?.(["earlier"]);
	readServer(["old"]);
	await Promise.all([found, ...changes]);
	assert.deepEqual(await watchwords.ownersIn(1, ["old", "earlier", "later"]), [[], [], [1]]);
});

test("what is known of a server stays when an outsider's words change, or a member's", async () => {
	const channelId = await fresh();
	await ada.says(channelId, "anything");
	const known = () => Reflect.get(node().watchwords, "servers").peek(serverId);
	const before = known();
	assert.ok(before);
	await watches(eve, "outside");
	await watches(bob, "inside");
	await eve.joins(serverId);
	await eve.leaves(serverId);
	assert.equal(known(), before);
	await ada.says(channelId, "what is inside");
	assert.equal(await mentions(bob, channelId), 1);
});
