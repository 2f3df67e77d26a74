import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { range, waitUntil } from "@/test/support/socket-client";

setUpCommunity();

let n = 0;

const fresh = (extra: object = {}) => ada.createChannel(serverId, `fresh-${++n}`, extra);
const items = async (person: ApiClient, query = "") => {
	const { status, text, body } = await person.get(`/api/inbox${query}`);
	assert.equal(status, 200, text);
	return body.items ?? [];
};
const unreads = async (person: ApiClient) => items(person, "?tab=unreads&limit=100");
const caughtUp = (person: ApiClient) => person.put("/api/inbox/read", {});
async function thread(channelId: number, seq: number): Promise<number> {
	const { body } = await ada.post(`/api/channels/${channelId}/messages/${seq}/thread`);
	return body.thread?.channelId ?? 0;
}

test("rejects an inbox request without a session or with invalid parameters", async () => {
	assertRefused(await world.guest().get("/api/inbox"), 401, "unauthenticated");
	assertRefused(await world.guest().put("/api/inbox/read", {}), 401, "unauthenticated");
	assertRefused(await bob.get("/api/inbox?tab=all"), 400, "invalid_request", "tab");
	for (const limit of ["0", "101", "x"])
		assertRefused(await bob.get(`/api/inbox?limit=${limit}`), 400, "invalid_request", "limit");
	for (const cursor of [
		"x",
		Buffer.from('["1",1]').toString("base64url"),
		Buffer.from('["1-x",1]').toString("base64url"),
		// A timestamp outside PostgreSQL's range.
		Buffer.from('["9999999999999999-1",1]').toString("base64url"),
	])
		assertRefused(await bob.get(`/api/inbox?cursor=${cursor}`), 400, "invalid_request", "cursor");
	for (const marks of [1, [{ channelId: 1 }], [{ channelId: 0, seq: 1 }], [{ channelId: 1, seq: -1 }]])
		assertRefused(await bob.put("/api/inbox/read", { marks }), 400, "invalid_request");
	assertRefused(await eve.put(`/api/servers/${serverId}/read`, { x: 1 }), 403, "not_member");
	assertRefused(await eve.get(`/api/channels/${await fresh()}/unread`), 403, "not_member");
});

test("an inbox is empty for an outsider and a former member, and holds nothing a member may not see", async () => {
	const [open, hidden] = [await fresh(), await fresh({ private: true })];
	const root = await ada.sendMessage(hidden, "@bob @eve secret");
	const inside = await thread(hidden, root.seq);
	await ada.sendMessage(inside, "@bob deeper");
	await ada.sendMessage(open, "@eve @bob hello");
	for (const tab of ["mentions", "unreads"]) {
		assert.deepEqual(await items(eve, `?tab=${tab}`), []);
		for (const { place } of await items(bob, `?tab=${tab}`)) assert.equal(place.channelId, open);
	}
	assertRefused(await bob.get(`/api/channels/${hidden}/unread`), 404, "channel_not_found");
	assert.deepEqual((await bob.put("/api/inbox/read", { marks: [{ channelId: hidden, seq: 1 }] })).body, { marks: [] });

	const dan = await world.createUser("dan");
	await dan.join(serverId);
	await ada.sendMessage(open, "@dan");
	assert.equal((await items(dan)).length, 1);
	await dan.leave(serverId);
	for (const tab of ["mentions", "unreads"]) assert.deepEqual(await items(dan, `?tab=${tab}`), []);
	assert.deepEqual((await caughtUp(dan)).body, { marks: [] });

	// When the channel becomes public, messages sent, edited or answered before do not mention users who could not see
	// them.
	await ada.sendMessage(hidden, "@everyone and @here");
	const { seq } = await ada.sendMessage(hidden, "nobody");
	await ada.patch(`/api/channels/${hidden}/messages/${seq}`, { content: "@bob after all, @everyone" });
	await ada.patch(`/api/channels/${hidden}`, { private: false });
	for (const { place } of await items(bob)) assert.equal(place.channelId, open);
	assert.equal((await sql`select 1 from mentions where channel_id = any (${[hidden, inside]}::bigint[])`).length, 0);

	// Mentions disappear once the channel is private.
	assert.ok((await items(bob)).some(({ place }) => place.channelId === open));
	await ada.patch(`/api/channels/${open}`, { private: true });
	assert.deepEqual(
		(await items(bob)).filter(({ place }) => place.channelId === open),
		[],
	);
});

test("mentions come latest first, page by page, each with its place, and are read according to the read marker", async () => {
	const eight = await world.createUser("eight");
	await eight.join(serverId);
	const [one, two] = [await fresh(), await fresh()];
	for (const i of range(1, 4)) {
		await ada.sendMessage(one, `@eight ${i}`);
		await ada.sendMessage(two, `@eight ${i}`);
	}
	const first = await eight.get("/api/inbox?limit=3");
	const seen = [...(first.body.items ?? [])];
	for (let cursor = first.body.nextCursor; cursor; ) {
		const { body } = await eight.get(`/api/inbox?limit=3&cursor=${cursor}`);
		seen.push(...(body.items ?? []));
		cursor = body.nextCursor ?? null;
	}
	assert.deepEqual(
		seen.map(({ message }) => [message.channelId, message.seq]),
		[4, 3, 2, 1].flatMap((seq) => [
			[two, seq],
			[one, seq],
		]),
	);
	assert.deepEqual(seen[0]?.place, {
		serverId,
		serverName: "Contour",
		channelId: two,
		channelName: `fresh-${n}`,
		private: false,
		thread: null,
	});
	await eight.put(`/api/channels/${one}/read`, { seq: 2 });
	const read = (await items(eight)).filter(({ read }) => read).map(({ message }) => [message.channelId, message.seq]);
	assert.deepEqual(read, [
		[one, 2],
		[one, 1],
	]);
	await ada.delete(`/api/channels/${two}/messages/4`);
	assert.equal((await items(eight)).length, 7);
});

test("unreads are channels and followed threads that are not muted, with their first messages", async () => {
	await caughtUp(bob);
	const [channelId, muted] = [await fresh(), await fresh()];
	const root = await bob.sendMessage(channelId, "root");
	const inside = await thread(channelId, root.seq);
	await ada.sendMessage(inside, "in the thread");
	await ada.sendMessage(muted, "quiet");
	for (const i of range(1, 5)) await ada.sendMessage(channelId, `${i}`);
	await ada.delete(`/api/channels/${channelId}/messages/2`);
	await bob.put(`/api/channels/${muted}/level`, { mutedUntil: "9999-12-31T00:00:00.000Z" });
	const [latest, ...others] = await unreads(bob);
	assert.deepEqual(
		[latest?.place.channelId, latest?.unread, latest?.firstUnreadSeq, latest?.messages.map(({ content }) => content)],
		[channelId, 5, 3, ["2", "3", "4"]],
	);
	assert.deepEqual(
		others.map(({ place, unread }) => [place.thread?.channelId, place.thread?.excerpt, unread]),
		[[inside, "root", 1]],
	);
	assert.deepEqual((await bob.get(`/api/channels/${channelId}/unread`)).body, {
		unread: { channelId: inside, seq: 1 },
		mention: null,
	});
	await ada.sendMessage(channelId, "@bob");
	await ada.sendMessage(inside, "@bob");
	assert.deepEqual((await bob.get(`/api/channels/${channelId}/unread`)).body.mention, { channelId, seq: 7 });
	await bob.put(`/api/channels/${channelId}/level`, { mutedUntil: "9999-12-31T00:00:00.000Z" });
	assert.deepEqual(await unreads(bob), []);
});

test("one request marks all of a server read, threads included, and nothing elsewhere; the previous markers undo it", async () => {
	await caughtUp(bob);
	const other = await ada.createServer("Elsewhere");
	await bob.join(other.serverId);
	const channels = await Promise.all(range(1, 25).map(() => fresh()));
	const [first = 0] = channels;
	const root = await bob.sendMessage(first, "root");
	const inside = await thread(first, root.seq);
	await ada.sendMessage(inside, "in the thread");
	await Promise.all(channels.map((channelId) => ada.sendMessage(channelId, "@bob")));
	await ada.sendMessage(other.channelId, "elsewhere");
	const [one, two] = await Promise.all([bob.connect(), bob.connect()]);
	const { body } = await bob.put(`/api/servers/${serverId}/read`, {});
	assert.equal(body.marks?.length, 26);
	assert.ok(body.marks?.some(({ channelId, seq }) => channelId === inside && seq === 0));
	for (const client of [one, two]) {
		const serialized = await client.waitFor("reads", ({ channels }) =>
			channels.some(({ channelId }) => channelId === inside),
		);
		assert.equal(serialized.serverId, serverId);
		assert.equal(serialized.channels.length, 26);
		assert.ok(serialized.channels.every(({ mentionCount }) => mentionCount === 0));
	}
	assert.deepEqual(
		(await unreads(bob)).map(({ place }) => place.channelId),
		[other.channelId],
	);
	assert.deepEqual((await bob.put(`/api/servers/${serverId}/read`)).body, { marks: [] });
	const undone = await bob.put("/api/inbox/read", { marks: body.marks });
	assert.equal(undone.body.marks?.length, 26);
	assert.equal((await bob.channelState(first)).lastReadSeq, 1);
	assert.equal((await unreads(bob)).length, 27);
	await caughtUp(bob);
	assert.deepEqual(await unreads(bob), []);
	for (const client of [one, two]) client.close();
});

test("no marker goes past a head, and undo does not move back a marker that moved on meanwhile", async () => {
	const channelId = await fresh();
	await ada.sendMessage(channelId, "1");
	await bob.put("/api/inbox/read", { marks: [{ channelId, seq: 99 }] });
	assert.equal((await bob.channelState(channelId)).lastReadSeq, 1);
	await Promise.all(
		range(1, 30).flatMap(() => [bob.sendMessage(channelId, "x"), bob.put(`/api/servers/${serverId}/read`, {})]),
	);
	const { lastSeq, lastReadSeq } = await bob.channelState(channelId);
	assert.equal(lastReadSeq, lastSeq);
});

test("a user's own message marks its channel read on all of their connections, with the newest numbers", async () => {
	await caughtUp(bob);
	const channelId = await fresh();
	const [elsewhere, adas] = await Promise.all([bob.connect(), ada.connect()]);
	const writing = await bob.openSocket(channelId);
	for (const i of range(1, 20)) {
		await Promise.all([
			writing.sendMessage(channelId, `${i}`),
			ada.sendMessage(channelId, "@bob"),
			ada.sendMessage(channelId, "@bob"),
		]);
		if (i % 3 === 0) await bob.put(`/api/channels/${channelId}/read`, { seq: i });
	}
	const { lastReadSeq, mentionCount } = await bob.channelState(channelId);
	await waitUntil("the last that was told is what is", () => {
		const last = elsewhere.of("read").findLast((event) => event.channelId === channelId);
		return last?.lastReadSeq === lastReadSeq && last.mentionCount === mentionCount;
	});
	assert.deepEqual(
		adas.of("read").filter((event) => event.channelId === channelId && event.mentionCount > 0),
		[],
	);
	for (const client of [elsewhere, writing, adas]) client.close();
});
