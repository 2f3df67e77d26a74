import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { loadChannel } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { page, pageJson } from ".";

let world: TestServer;
let ada: ApiClient;
let path: string;
let channelId: number;
let empty: string;

before(async () => {
	world = await TestServer.open();
	ada = await world.createUser("ada");
	const made = await ada.createServer("Contour");
	channelId = made.channelId;
	path = `/api/channels/${channelId}/messages`;
	empty = `/api/channels/${await ada.createChannel(made.serverId, "empty")}/messages`;
	await Promise.all(range(1, 120).map((n) => ada.sendMessage(channelId, `${n}`)));
});
after(() => world.close());

/** The content of a page: its seqs, and whether there is more before and after. */
async function shown(
	query: string,
	of = path,
): Promise<[seqs: number[], hasBefore: boolean | undefined, hasAfter: boolean | undefined]> {
	const { status, text, body } = await ada.get(of + query);
	assert.equal(status, 200, text);
	return [(body.messages ?? []).map(({ seq }) => seq), body.hasBefore, body.hasAfter];
}

test("rejects invalid positions and limits, and more than one position", async () => {
	for (const bad of ["-1", "x", "1.5", "", "01", "9007199254740993", "1e3", "%00"])
		for (const name of ["before", "after", "around"])
			assertRefused(await ada.get(`${path}?${name}=${bad}`), 400, "invalid_request", name);
	for (const name of ["before", "around"])
		assertRefused(await ada.get(`${path}?${name}=0`), 400, "invalid_request", name);
	for (const limit of ["0", "101", "-5", "x", "", "1e1", "5.0"])
		assertRefused(await ada.get(`${path}?limit=${limit}`), 400, "invalid_request", "limit");
	for (const query of ["before=5&after=5", "after=0&around=5", "before=5&around=5", "before=5&after=5&around=5"])
		assertRefused(await ada.get(`${path}?${query}`), 400, "invalid_request");
});

test("returns the newest fifty, ascending, without a position", async () => {
	assert.deepEqual(await shown(""), [range(71, 120), true, false]);
	assert.deepEqual(await shown("?limit=1"), [[120], true, false]);
	assert.deepEqual(await shown("?limit=100"), [range(21, 120), true, false]);
	const { lastSeq, lastRev } = (await ada.get(path)).body;
	assert.deepEqual([lastSeq, lastRev], [120, 120]);
});

test("before goes back from a message, without it, to the start", async () => {
	assert.deepEqual(await shown("?before=51"), [range(1, 50), false, true]);
	assert.deepEqual(await shown("?before=52"), [range(2, 51), true, true]);
	assert.deepEqual(await shown("?before=2"), [[1], false, true]);
	assert.deepEqual(await shown("?before=1"), [[], false, true]);
	assert.deepEqual(await shown("?before=500&limit=3"), [[118, 119, 120], true, false]);
});

test("after goes on from a message, without it, to the head", async () => {
	assert.deepEqual(await shown("?after=0&limit=2"), [[1, 2], false, true]);
	assert.deepEqual(await shown("?after=100&limit=100"), [range(101, 120), true, false]);
	assert.deepEqual(await shown("?after=70"), [range(71, 120), true, false]);
	assert.deepEqual(await shown("?after=69"), [range(70, 119), true, true]);
	assert.deepEqual(await shown("?after=120"), [[], true, false]);
	assert.deepEqual(await shown("?after=9007199254740991"), [[], true, false]);
});

test("around has its message in the middle, and is full near either end", async () => {
	for (const limit of [1, 2, 3, 10]) {
		const [seqs] = await shown(`?around=60&limit=${limit}`);
		assert.equal(seqs.length, limit);
		assert.ok(seqs.includes(60), seqs.join());
		assert.ok(Math.abs(60 - ((seqs[0] ?? 0) + (seqs.at(-1) ?? 0)) / 2) <= 1, seqs.join());
	}
	assert.deepEqual(await shown("?around=1&limit=10"), [range(1, 10), false, true]);
	assert.deepEqual(await shown("?around=120&limit=10"), [range(111, 120), true, false]);
	assert.deepEqual(await shown("?around=118&limit=10"), [range(111, 120), true, false]);
	assert.deepEqual(await shown("?around=999&limit=10"), [range(111, 120), true, false]);
});

test("an empty channel has empty pages with nothing beyond", async () => {
	for (const query of ["", "?before=1", "?before=9", "?after=0", "?after=9", "?around=1"])
		assert.deepEqual(await shown(query, empty), [[], false, false], query);
});

test("every page shows a change at once, even if it was just read before it", async () => {
	await ada.get(path);
	const { seq } = await ada.sendMessage(channelId, "newest");
	const newest = async () => (await ada.get(path)).body.messages?.at(-1);
	assert.equal((await newest())?.content, "newest");
	await ada.patch(`${path}/${seq}`, { content: "changed" });
	assert.equal((await newest())?.content, "changed");
	await ada.put(`${path}/${seq}/reactions/%F0%9F%94%A5`);
	assert.deepEqual((await newest())?.reactions, [{ emoji: "🔥", count: 1, me: true }]);
	await ada.patch("/api/account", { displayName: "Ada of Contour" });
	assert.equal((await newest())?.author.displayName, "Ada of Contour");
	await ada.delete(`${path}/${seq}`);
	assert.equal((await newest())?.content, "");
	for (const limit of [5, 50, 100]) {
		const { body } = await ada.get(`${path}?limit=${limit}`);
		const { body: same } = await ada.get(`${path}?after=${121 - limit}&limit=${limit}`);
		assert.deepEqual(body, same);
	}
});

test("a page from memory is the page of the database, at every position", async () => {
	const viewer = { id: ada.id } as Viewer;
	const channel = await loadChannel(viewer, channelId);
	const positions = [1, 2, 50, 51, 52, 99, 100, 101, 102, 119, 120, 121, 500];
	for (const limit of [1, 49, 50, 51, 100])
		for (const position of positions)
			for (const place of [{ before: position }, { after: position - 1 }, { around: position }]) {
				const expected = await page(viewer, channel, { ...place, limit });
				for (let time = 0; time < 2; time++) {
					const { text } = await pageJson(viewer, channel, { ...place, limit });
					assert.deepEqual(JSON.parse(text), expected, JSON.stringify({ ...place, limit }));
				}
			}
});

test("an older page is read once, and again after a change of any message, but not after a new one", async () => {
	const contentOf = async (seq: number) => {
		const { body } = await ada.get(`${path}?before=${seq + 1}&limit=1`);
		return body.messages?.[0]?.content;
	};
	assert.equal(await contentOf(10), (await ada.get(`${path}?around=10&limit=1`)).body.messages?.[0]?.content);
	await sql`update messages set content = 'unseen' where channel_id = ${channelId} and seq = 10`;
	assert.notEqual(await contentOf(10), "unseen");
	await ada.sendMessage(channelId, "new");
	assert.notEqual(await contentOf(10), "unseen");
	const newest = (await ada.get(path)).body;
	const older = (await ada.get(`${path}?before=11`)).body;
	assert.deepEqual([older.lastSeq, older.lastRev], [newest.lastSeq, newest.lastRev]);
	await ada.patch(`${path}/20`, { content: "edited" });
	assert.deepEqual([await contentOf(10), await contentOf(20)], ["unseen", "edited"]);
	await ada.delete(`${path}/20`);
	assert.equal(await contentOf(20), "");
});

test("an older page shows each viewer their own reactions, and every author by their current name", async () => {
	const bob = await world.createUser("bob");
	const { body } = await ada.get("/api/servers?mine=true");
	await bob.join(body.servers?.[0]?.id ?? 0);
	await bob.put(`${path}/30/reactions/${encodeURIComponent("🔥")}`);
	const messageOf = async (reader: ApiClient, seq: number) =>
		(await reader.get(`${path}?before=${seq + 1}&limit=1`)).body.messages?.[0];
	assert.deepEqual((await messageOf(ada, 30))?.reactions, [{ emoji: "🔥", count: 1, me: false }]);
	assert.deepEqual((await messageOf(bob, 30))?.reactions, [{ emoji: "🔥", count: 1, me: true }]);
	assert.notEqual((await messageOf(ada, 60))?.author.displayName, "Countess");
	await ada.patch("/api/account", { displayName: "Countess" });
	assert.equal((await messageOf(bob, 60))?.author.displayName, "Countess");
});
