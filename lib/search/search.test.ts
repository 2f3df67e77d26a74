import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused, type Body } from "@/test/support/api-client";
import { ada, bob, eve, setUpUsers, world } from "@/test/support/community";
import { waitUntilIndexed } from "@/test/support/search-index";

setUpUsers();

async function page(person: ApiClient, q: string, more: Record<string, string> = {}): Promise<Body> {
	const answer = await person.get(`/api/search?${new URLSearchParams({ q, ...more })}`);
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
}
const found = async (person: ApiClient, q: string, more: Record<string, string> = {}) =>
	((await page(person, q, more)).results ?? []).map(({ message }) => message.content);

test("rejects a search without a session, with an invalid query, or out of range", async () => {
	assertRefused(await world.guest().get("/api/search?q=x"), 401, "unauthenticated");
	for (const [query, field] of [
		["", "q"],
		["q=", "q"],
		["q=%20", "q"],
		[`q=${"x".repeat(257)}`, "q"],
		["q=%00x", "q"],
		["q=has:cheese", "q"],
		["q=%2B", "q"],
		["q=x1&sort=best", "sort"],
		["q=x1&limit=0", "limit"],
		["q=x1&limit=51", "limit"],
		["q=x1&limit=1e1", "limit"],
		["q=x1&cursor=x", "cursor"],
		["q=x1&timeZone=Mars/Olympus", "timeZone"],
		["q=x1&q=x2", "q"],
	] as const)
		assertRefused(await ada.get(`/api/search?${query}`), 400, "invalid_request", field);
});

test("neither finds nor counts invisible messages: as an outsider, in a private channel, after leaving", async () => {
	const { serverId, channelId } = await ada.createServer("Secrets", { visibility: "private" });
	const open = await ada.createServer("Open");
	const hidden = await ada.createChannel(open.serverId, "hidden", { private: true });
	await bob.join(open.serverId);
	await ada.sendMessage(channelId, "the plan is heliotrope");
	await ada.sendMessage(hidden, "the heliotrope again");
	await ada.sendMessage(open.channelId, "heliotrope in the open");
	await waitUntilIndexed();
	const nothing = { results: [], total: 0, nextCursor: null };
	assert.equal((await found(ada, "heliotrope")).length, 3);
	for (const q of ["heliotrope", "from:ada heliotrope", "in:hidden heliotrope", `server:${serverId} heliotrope`]) {
		assert.deepEqual(await page(eve, q), nothing, q);
		assert.deepEqual(await page(eve, q, { sort: "relevance" }), nothing, q);
	}
	assert.deepEqual(await found(bob, "heliotrope"), ["heliotrope in the open"]);
	assert.equal((await page(bob, "heliotrope")).total, 1);
	for (const q of ["in:hidden heliotrope", "in:nowhere heliotrope", `server:${serverId} heliotrope`])
		assert.deepEqual(await page(bob, q), nothing, q);

	await ada.patch(`/api/channels/${open.channelId}`, { private: true });
	assert.deepEqual(await page(bob, "heliotrope"), nothing);
	await ada.patch(`/api/channels/${open.channelId}`, { private: false });
	assert.equal((await found(bob, "heliotrope")).length, 1);
	await bob.leave(open.serverId);
	assert.deepEqual(await page(bob, "heliotrope"), nothing);
	await bob.join(open.serverId);
	assert.equal((await found(bob, "heliotrope")).length, 1);
});

test("deleted text is no longer found, edited messages at once by the new text only", async () => {
	const { channelId } = await ada.createServer("Changing");
	const sent = await ada.sendMessage(channelId, "a quokka is coming");
	const gone = await ada.sendMessage(channelId, "another quokka");
	await waitUntilIndexed();
	assert.equal((await found(ada, "quokka")).length, 2);
	await ada.delete(`/api/channels/${channelId}/messages/${gone.seq}`);
	await ada.patch(`/api/channels/${channelId}/messages/${sent.seq}`, { content: "a wombat is coming" });
	assert.deepEqual(await page(ada, "quokka"), { results: [], total: 0, nextCursor: null });
	await waitUntilIndexed();
	assert.deepEqual(await page(ada, "quokka"), { results: [], total: 0, nextCursor: null });
	assert.deepEqual(await found(ada, "wombat"), ["a wombat is coming"]);
	await ada.put(`/api/channels/${channelId}/messages/${sent.seq}/reactions/${encodeURIComponent("🔥")}`);
	await waitUntilIndexed();
	assert.deepEqual(await found(ada, "wombat"), ["a wombat is coming"]);
});

test("a deleted message matches no filter at once, however many other changes are not indexed yet", async () => {
	const { channelId } = await ada.createServer("Far behind");
	await sql`
		insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content)
		select ${channelId}, n, n, n, gen_random_uuid(), ${ada.id}, 'earlier' from generate_series(1, 501) n`;
	await sql`update channels set last_seq = 501, last_rev = 501 where id = ${channelId}`;
	const { seq } = await ada.sendMessage(channelId, "the latest");
	await waitUntilIndexed();
	const q = 'server:"far behind"';
	assert.equal((await found(ada, q))[0], "the latest");
	// The indexer waits for this row, and the changes after the deletion exceed the number that a search checks.
	await sql.begin(async (tx) => {
		await tx`select 1 from search_progress where channel_id = ${channelId} for update`;
		assert.equal((await ada.delete(`/api/channels/${channelId}/messages/${seq}`)).status, 204);
		await sql`update messages set rev = 503 + seq where channel_id = ${channelId} and seq < ${seq}`;
		await sql`update channels set last_rev = 503 + 501 where id = ${channelId}`;
		assert.deepEqual(new Set(await found(ada, q, { limit: "50" })), new Set(["earlier"]));
	});
});

test("finds and highlights words, phrases, parts, code and other scripts", async () => {
	const { channelId, serverId } = await ada.createServer("Everything");
	const sent = [
		"How do I install Ubuntu on this?",
		"see `snake_case`, fooBar() and std::vector<int> a->b",
		"한국어 검색은 어떻게 하나요",
		"東京タワーへ行きたい",
		"Привет, мир! Ёлка и ещё что-то",
		"naïve café",
		"shipping 🎉 today",
		"100% sure_it \\ is_ 'quoted' -- ; drop",
	];
	for (const content of sent) await ada.sendMessage(channelId, content);
	await waitUntilIndexed();
	for (const [q, at] of [
		["INSTALL ubu", 0],
		["nstal", 0],
		['"install ubuntu"', 0],
		["snake_case", 1],
		["foobar", 1],
		["std::vector", 1],
		["a->b", 1],
		["검색", 2],
		["국", 2],
		["京タワ", 3],
		["行", 3],
		["привет елка", 4],
		["cafe", 5],
		["NAÏVE", 5],
		["🎉", 6],
		["100%", 7],
		["sure_it \\", 7],
		["'quoted'", 7],
	] as const) {
		const { results = [] } = await page(ada, `server:${serverId} ${q}`);
		assert.deepEqual(
			results.map(({ message }) => message.content),
			[sent[at]],
			q,
		);
		assert.ok((results[0]?.highlights.length ?? 0) > 0, q);
	}
	assert.deepEqual(await found(ada, `server:${serverId} "ubuntu install"`), []);
	assert.deepEqual(await found(ada, `server:${serverId} install -ubuntu`), []);
	const [result] = (await page(ada, `server:${serverId} install`)).results ?? [];
	const [start, end] = result?.highlights[0] ?? [0, 0];
	assert.equal(result?.message.content.slice(start, end), "install");
	assert.equal(result?.channelName, "general");
	assert.equal(result?.serverId, serverId);
});

test("filters by author, channel, server, content, day, mention and pins", async () => {
	const one = await ada.createServer("Filters One");
	const two = await ada.createServer("Filters Two");
	await bob.join(one.serverId);
	const side = await ada.createChannel(one.serverId, "side-talk");
	await ada.sendMessage(one.channelId, "marmalade one");
	await bob.sendMessage(one.channelId, "marmalade from bob for @ada");
	await ada.sendMessage(side, "marmalade aside https://example.org/jam");
	const old = await ada.sendMessage(two.channelId, "marmalade two");
	await sql`update messages set created_at = '2019-05-05T12:00:00Z' where channel_id = ${two.channelId} and seq = ${old.seq}`;
	await sql`update messages set pinned_at = now() where channel_id = ${side}`;
	await waitUntilIndexed();
	// Indexed again, as after a change.
	await sql`delete from search_progress where channel_id = any (${[two.channelId, side]}::bigint[])`;
	await sql`delete from search_documents where channel_id = any (${[two.channelId, side]}::bigint[])`;
	await waitUntilIndexed();
	const year = new Date().getUTCFullYear();
	for (const [q, expected] of [
		["marmalade", 4],
		["marmalade from:BOB", 1],
		["marmalade from:me", 3],
		["from:bob", 1],
		["marmalade from:nobody_at_all", 0],
		["marmalade in:#side-talk", 1],
		["in:side-talk", 1],
		['marmalade server:"filters one"', 3],
		[`marmalade server:${two.serverId}`, 1],
		["marmalade has:link", 1],
		["marmalade has:image", 0],
		["marmalade is:pinned", 1],
		["marmalade mentions:me", 1],
		["marmalade mentions:bob", 0],
		["marmalade before:2019-05-06", 1],
		["marmalade before:2019-05-05", 0],
		["marmalade during:2019", 1],
		["marmalade during:2019-05", 1],
		[`marmalade during:${year}`, 3],
		["marmalade after:2019-05", 3],
		["marmalade today", 0],
		["marmalade during:yesterday", 0],
		["marmalade after:2019 -bob from:ada in:general", 1],
	] as const)
		assert.equal((await found(ada, q)).length, expected, q);
});

test("pages follow each other without gaps or duplicates, newest first or best first", async () => {
	const { channelId } = await ada.createServer("Pages");
	for (let n = 1; n <= 23; n++)
		await ada.sendMessage(channelId, n % 5 === 0 ? `a pelican ${n}` : `pelicans of number ${n}`);
	await waitUntilIndexed();
	for (const sort of ["newest", "relevance"]) {
		const seen: number[] = [];
		let cursor: string | null | undefined;
		let pages = 0;
		do {
			const body = await page(ada, "pelican", { limit: "5", sort, ...(cursor && { cursor }) });
			assert.equal(body.total, pages === 0 ? 23 : null);
			seen.push(...(body.results ?? []).map(({ message }) => message.seq));
			cursor = body.nextCursor;
			// Messages sent meanwhile do not shift later pages.
			if (pages++ === 0 && sort === "newest") await ada.sendMessage(channelId, "no such bird");
		} while (cursor);
		assert.equal(pages, 5);
		assert.deepEqual(new Set(seen), new Set(Array.from({ length: 23 }, (_, n) => n + 1)), sort);
		assert.equal(seen.length, 23);
		if (sort === "newest")
			assert.deepEqual(
				seen,
				[...seen].sort((a, b) => b - a),
			);
		else assert.deepEqual([...seen.slice(0, 4)].sort(), [10, 15, 20, 5]);
	}
	const { nextCursor } = await page(ada, "pelican", { limit: "5" });
	assertRefused(await ada.get(`/api/search?q=other&cursor=${nextCursor}`), 400, "invalid_request", "cursor");
});

test("a thread's text is found with its parent message", async () => {
	const { channelId } = await ada.createServer("Threaded");
	const root = await ada.sendMessage(channelId, "what shall we eat?");
	const { status, text, body } = await ada.post(`/api/channels/${channelId}/messages/${root.seq}/thread`);
	assert.ok(status < 300, text);
	const threadId = (body as unknown as { thread: { channelId: number } }).thread.channelId;
	await ada.sendMessage(threadId, "rutabaga, of course");
	await waitUntilIndexed();
	const [result] = (await page(ada, "rutabaga")).results ?? [];
	assert.deepEqual(result?.thread, { parentId: channelId, parentSeq: root.seq });
	assert.equal(result?.channelName, "general");
	assert.equal(result?.channelId, threadId);
	assert.equal((await found(ada, "rutabaga in:general")).length, 1);
	assert.deepEqual(await found(eve, "rutabaga"), []);
});

test("finds common, rare and formerly common words among many messages", async () => {
	const { serverId, channelId } = await ada.createServer("Many");
	await sql`
		insert into messages (channel_id, seq, born_rev, rev, nonce, author_id, content, created_at)
		select ${channelId}, n, n, n, gen_random_uuid(), ${ada.id},
			'talk of the town ' || n || case when n % 3000 = 7 then ' capybara' else '' end || case when n < 4000 then ' olden' else '' end,
			'2020-01-01T00:00:00Z'::timestamptz + n * interval '1 minute'
		from generate_series(1, 9000) n`;
	await sql`update channels set last_seq = 9000, last_rev = 9000 where id = ${channelId}`;
	await waitUntilIndexed();
	const seqs = async (q: string, more: Record<string, string> = {}) =>
		((await page(ada, `server:${serverId} ${q}`, more)).results ?? []).map(({ message }) => message.seq);
	assert.deepEqual((await seqs("the")).slice(0, 3), [9000, 8999, 8998]);
	assert.deepEqual(await seqs("capybara"), [6007, 3007, 7]);
	assert.deepEqual((await seqs("olden")).slice(0, 2), [3999, 3998]);
	assert.equal((await page(ada, "olden town")).total, 3999);
	assert.deepEqual(await seqs("of -talk"), []);
	assert.deepEqual(await seqs("capybara before:2020-01-02"), [7]);
	assert.deepEqual((await seqs("olden", { sort: "relevance" })).length, 25);
	assert.deepEqual(await seqs("absent"), []);
});

test("hostile queries end in time with a result or a rejection, never with a failure", async () => {
	for (const q of [
		"%",
		"'; drop table messages; --",
		"\\",
		"(((((",
		"[a-z]*",
		"a".repeat(256),
		"漢".repeat(256),
		'"'.repeat(200),
		"-".repeat(200),
		"-a -b -c -d -e -f",
		":::::",
		"\u202e\u200b",
		"e\u0301".repeat(128),
		Array.from({ length: 12 }, (_, n) => `${n}${n}${n}`).join(" "),
	]) {
		const { status, text } = await ada.get(`/api/search?${new URLSearchParams({ q })}`);
		assert.ok(status === 200 || status === 400, `${q}: ${text}`);
	}
});
