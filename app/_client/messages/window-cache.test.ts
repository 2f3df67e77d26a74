import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Message } from "@/lib/realtime/protocol";
import type { ChannelLog } from "./channel-log";
import { openingQuery, opensWithin, WindowCache } from "./window-cache";

const ada = 1;
const bob = 2;
const log = (first: number, last: number, lastSeq = last): ChannelLog => ({
	messages: Array.from({ length: last - first + 1 }, (_, index) => ({ seq: first + index }) as Message),
	lastSeq,
	rev: lastSeq,
	start: 1,
	recent: [],
});
const servers = (...ids: number[]) => [{ channels: ids.map((id) => ({ id })) }];

describe("the cache of windows", () => {
	test("shows no user the windows of another", () => {
		const cache = new WindowCache();
		cache.put("7", ada, log(1, 1));
		assert.equal(cache.get("7", bob, true), null);
		assert.equal(cache.get("7", ada, true)?.lastSeq, 1);
	});

	test("keeps the last 50 messages of the last 50 channels", () => {
		const cache = new WindowCache();
		for (let channel = 100; channel < 151; channel++) cache.put(`${channel}`, ada, log(1, channel));
		assert.equal(cache.get("100", ada, true), null);
		assert.deepEqual(
			cache.get("150", ada, true)?.messages.map(({ seq }) => seq),
			Array.from({ length: 50 }, (_, index) => 101 + index),
		);
		cache.put("101", ada, log(1, 999));
		cache.put("200", ada, log(1, 1));
		assert.equal(cache.get("101", ada, true)?.lastSeq, 999, "a channel that was opened again is a recent one");
		assert.equal(cache.get("102", ada, true), null);
	});

	test("keeps the last window that ended at the newest message", () => {
		const cache = new WindowCache();
		cache.put("7", ada, log(1, 30));
		cache.put("7", ada, log(1, 20, 30));
		assert.equal(cache.get("7", ada, true)?.messages.length, 30);
	});

	test("deletes the windows of channels that the user cannot see any more", () => {
		const cache = new WindowCache();
		cache.put("7", ada, log(1, 1));
		cache.put("8", ada, log(1, 1));
		cache.keepOnly(servers(8));
		assert.equal(cache.get("7", ada, false), null);
		assert.notEqual(cache.get("8", ada, false), null);
	});

	test("keeps 50 threads beside the channels, each with its parent message and the access of its channel", () => {
		const cache = new WindowCache();
		cache.put("7", ada, log(1, 1));
		cache.put("70", ada, log(1, 1));
		for (let seq = 1; seq <= 51; seq++) cache.put(`7/${seq}`, ada, log(1, 2), { seq } as Message);
		cache.put("70/1", ada, log(1, 1));
		assert.equal(cache.get("7/2", ada, true), null);
		assert.equal(cache.get("7/51", ada, true)?.parent?.seq, 51);
		assert.notEqual(cache.get("7", ada, true), null);
		cache.delete("7/51");
		assert.equal(cache.get("7/51", ada, true), null);
		assert.notEqual(cache.get("7/50", ada, true), null);
		cache.delete("7");
		assert.equal(cache.get("7/50", ada, true), null);
		assert.notEqual(cache.get("70/1", ada, true), null);
		cache.keepOnly(servers(7));
		assert.equal(cache.get("70/1", ada, true), null);
	});

	test("says whether messages may be shown, and when that has changed", () => {
		const cache = new WindowCache();
		const seen: boolean[] = [];
		cache.subscribe(() => seen.push(cache.mayShow(true)));
		cache.connectionLost();
		cache.startConfirmation()(servers());
		assert.deepEqual(seen, [false, true]);
	});

	test("after a lost connection shows nothing before the server has listed the user's channels", () => {
		const cache = new WindowCache();
		cache.put("7", ada, log(1, 1));
		cache.put("8", ada, log(1, 1));
		const early = cache.startConfirmation();
		cache.connectionLost();
		assert.notEqual(cache.get("7", ada, false), null, "without a connection it can be read");
		assert.equal(cache.get("7", ada, true), null);
		early(servers(7, 8));
		assert.equal(cache.get("7", ada, true), null, "the list was requested before the connection was lost");
		cache.startConfirmation()(servers(8));
		assert.equal(cache.get("7", ada, true), null);
		assert.notEqual(cache.get("8", ada, true), null);
	});
});

test("a channel opens around a message, at a distant read marker, or at its end", () => {
	assert.equal(openingQuery({ lastSeq: 900, lastReadSeq: 900 }, 70), "around=70&limit=80");
	assert.equal(openingQuery({ lastSeq: 900, lastReadSeq: 859 }, null), "around=860&limit=100");
	assert.equal(openingQuery({ lastSeq: 900, lastReadSeq: 860 }, null), "limit=50");
});

test("a cached window is enough if it contains the place at which the channel opens, or ends right before it", () => {
	const window = log(51, 100);
	assert.ok(opensWithin(window, { lastSeq: 100, lastReadSeq: 100 }, null));
	assert.ok(opensWithin(window, { lastSeq: 300, lastReadSeq: 100 }, null));
	assert.ok(opensWithin(window, { lastSeq: 300, lastReadSeq: 50 }, null));
	assert.ok(!opensWithin(window, { lastSeq: 300, lastReadSeq: 49 }, null));
	assert.ok(!opensWithin(window, { lastSeq: 301, lastReadSeq: 301 }, null), "too old to be brought up to date at once");
	assert.ok(opensWithin(window, { lastSeq: 100, lastReadSeq: 100 }, 51));
	assert.ok(!opensWithin(window, { lastSeq: 100, lastReadSeq: 100 }, 50));
	assert.ok(!opensWithin(window, { lastSeq: 300, lastReadSeq: 100 }, 101));
});
