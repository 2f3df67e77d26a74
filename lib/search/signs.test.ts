import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused, type Body } from "@/test/support/api-client";
import { waitUntilIndexed } from "@/test/support/search-index";
import { TestServer } from "@/test/support/test-server";
import { parse } from "./query";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;

before(async () => {
	world = await TestServer.open();
	[ada, bob] = (await world.createUsers("ada", "bob")) as [ApiClient, ApiClient];
});
after(() => world.close());

async function page(person: ApiClient, q: string): Promise<Body> {
	const answer = await person.get(`/api/search?${new URLSearchParams({ q })}`);
	assert.equal(answer.status, 200, `${q}: ${answer.text}`);
	return answer.body;
}

const phrases = (text: string) => parse(text).terms.map((term) => term.text);

test("quotation marks of every script make phrases, closed or not, before filters and after a minus too", () => {
	for (const [open, close] of [
		...['""', "“”", "„“", "„”", "”“", "«»", "»«", "‹›", "「」", "『』", "＂＂", "｢｣", "〝〟", "″″", '“"', "‟”", "››"],
		...["‘’", "‚‘", "❝❞", "״״"],
	].map((pair) => [...pair] as [string, string])) {
		assert.deepEqual(phrases(`${open}quick brown${close} fox`), ["quick brown", "fox"], open + close);
		assert.equal(
			parse(`server:${open}Contour Club${close} x`).server,
			/[‘‚]/.test(open) ? parse(`server:${open}Contour x`).server : "Contour Club",
			open,
		);
		assert.deepEqual(
			parse(`x -${open}quick brown${close}`).without.map((term) => term.text),
			/[‘‚]/.test(open) ? [] : ["quick brown"],
			open,
		);
	}
	assert.deepEqual(phrases("„so“ «так» 「語」 ‹ici là›"), ["so", "так", "語", "ici la"]);
	assert.deepEqual(phrases("“never closed at all"), ["never closed at all"]);
	assert.deepEqual(phrases("‘tis the season’s don’t rock’n’roll"), ["'tis", "the", "season's", "don't", "rock'n'roll"]);
	assert.equal(parse("from：ada x").from, "ada");
});

const sent = [
	"He said “quick brown” and left",
	"I don’t mind, it’s O’Brien’s",
	"we don't use C# here, F# neither",
	"C++ and .NET are (not) the same",
	"costs $5 or 5€, about 50% off",
	"„so“ geht das, «так» тоже, 「語」も",
	"ＦＵＬＬ　ＷＩＤＴＨ＃１",
	"a 12″ pipe, צה״ל and rock ‘n’ roll",
	"the state‑of‑the‑art x≠y",
	"see #4, @7 and 9°: R&D",
	"($8) vs US$50, A* but not A**",
	"Abc# d#e",
];

test("finds and highlights symbols next to letters and every form of quotes, apostrophes and dashes", async () => {
	const { serverId, channelId } = await ada.createServer("Signs");
	for (const content of sent) await ada.sendMessage(channelId, content);
	await waitUntilIndexed();
	for (const [q, ...at] of [
		["“quick brown”", 0],
		["„quick brown“", 0],
		['"said “quick"', 0],
		["don't", 1, 2],
		["don’t", 1, 2],
		["donʼt", 1, 2],
		["don＇t", 1, 2],
		["don´t", 1, 2],
		["don`t", 1, 2],
		["o'brien's", 1],
		["C#", 2],
		["c#", 2],
		["Ｃ＃", 2],
		["f#", 2],
		["c++", 3],
		["C++ .NET", 3],
		[".net", 3],
		["$5", 4],
		["5€", 4],
		["50%", 4],
		["„so“", 5],
		["«так»", 5],
		["「語」", 5],
		["語", 5],
		['"full width"', 6],
		["ｆｕｌｌ", 6],
		["#1", 6],
		['12"', 7],
		["12″", 7],
		['צה"ל', 7],
		["צה״ל", 7],
		["'n'", 7],
		["‘n’", 7],
		["state-of-the-art", 8],
		["of—the–art", 8],
		["x≠y", 8],
		["#4", 9],
		["@7", 9],
		["9°", 9],
		["R&D", 9],
		["$8", 10],
		["A*", 10],
		["US$50", 10],
		["d#", 11],
		["#e", 11],
		["b#"],
		["$1"],
		["#5"],
	] as [string, ...number[]][]) {
		const { results = [], total } = await page(ada, `server:${serverId} ${q}`);
		const found = results.map(({ message }) => message.content).sort();
		assert.deepEqual(found, at.map((n) => sent[n]).sort(), q);
		assert.equal(total, at.length, q);
		for (const { highlights } of results) assert.ok(highlights.length > 0, q);
	}
	const [result] = (await page(ada, `server:${serverId} c#`)).results ?? [];
	assert.deepEqual(
		result?.highlights.map(([start, end]) => result.message.content.slice(start, end)),
		["C#"],
	);
	for (const lonely of ["#", "％", "“+”", "’"])
		assertRefused(await ada.get(`/api/search?${new URLSearchParams({ q: lonely })}`), 400, "invalid_request", "q");
});

test("edited and deleted messages are excluded from counts at once, however far behind the index is", async () => {
	const { serverId, channelId } = await ada.createServer("At once");
	await bob.join(serverId);
	const path = `/api/channels/${channelId}/messages`;
	for (let n = 0; n < 8; n++) {
		const [edited, gone, kept] = [
			await ada.sendMessage(channelId, `axolotl ${n}`),
			await ada.sendMessage(channelId, `axolotl ${n} again`, { poll: { question: "axolotl?", options: ["a", "b"] } }),
			await ada.sendMessage(channelId, `an ocelot ${n}`),
		];
		await ada.put(`${path}/${kept.seq}/pin`);
		await waitUntilIndexed();
		assert.equal((await page(bob, `axolotl ${n}`)).total, 2);
		await ada.put(`${path}/${gone.seq}/reactions/${encodeURIComponent("🔥")}`);
		assert.equal((await page(bob, `axolotl ${n}`)).total, 2);
		await Promise.all([
			ada.patch(`${path}/${edited.seq}`, { content: `salamander ${n}` }),
			ada.delete(`${path}/${gone.seq}`),
			ada.delete(`${path}/${kept.seq}/pin`),
		]);
		const nothing = { results: [], total: 0, nextCursor: null };
		for (const q of [`axolotl ${n}`, `axo ${n}`, `from:ada axolotl ${n}`, `has:poll ${n}`, `is:pinned ocelot ${n}`])
			assert.deepEqual(await page(bob, q), nothing, q);
		assert.equal((await page(bob, `ocelot ${n}`)).total, 1);
	}
});

test("the total reveals nothing of invisible channels, whatever their number and content", async () => {
	const { serverId, channelId } = await ada.createServer("Many rooms");
	await bob.join(serverId);
	const hidden = await ada.createChannel(serverId, "hidden", { private: true });
	await sql`insert into channels (server_id, name, creator_id) select ${serverId}, 'room-' || n, ${ada.id} from generate_series(1, 70) n`;
	for (let n = 0; n < 30; n++) await ada.sendMessage(channelId, `okapi ${n}`);
	await waitUntilIndexed();
	const serialized = async () => [
		(await page(bob, "okapi")).total,
		(await page(bob, "from:ada okapi")).total,
		(await page(bob, `server:${serverId} 7`)).total,
		(await page(bob, "in:general okapi")).total,
		(await page(bob, `server:${serverId} from:ada`)).total,
		(await page(bob, "aardvark")).total,
	];
	const before = await serialized();
	assert.deepEqual(before, [30, 30, 1, 30, 30, 0]);
	// Older than the visible messages, and newer: either way they would be skipped.
	for (const [text, at] of [
		["okapi", "2020-01-01T00:00:00Z"],
		["aardvark 7", "2020-01-02T00:00:00Z"],
		["okapi", new Date().toISOString()],
	] as const) {
		const [{ last = 0 } = {}] = await sql<
			{ last: number }[]
		>`select last_seq as last from channels where id = ${hidden}`;
		await sql`
			insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content, created_at)
			select ${hidden}, n, n, n, gen_random_uuid(), ${ada.id}, ${text}::text, ${at}::timestamptz from generate_series(${last}::int + 1, ${last}::int + 2100) n`;
		await sql`update channels set last_seq = ${last + 2100}, last_rev = ${last + 2100} where id = ${hidden}`;
		await waitUntilIndexed();
		assert.deepEqual(await serialized(), before, text);
	}
});
