import assert from "node:assert/strict";
import { test } from "node:test";
import { waitUntil } from "@/test/support/socket-client";
import { type Counted, Counters } from "./counters";

const limit = { max: 3, windowMs: 60_000 };

test("messages that an instance counts are counted by another too, once, and by its own clock", async () => {
	const shared: Counted[] = [];
	const here = new Counters((counted) => shared.push(...counted));
	const there = new Counters();
	for (const id of ["a", "b", "b"]) assert.equal(here.exceeds("rule:bob", { id }, limit), false);
	assert.equal(here.exceeds("rule:bob", { id: "much", weight: 2 }, limit), true);
	await waitUntil("it is shared", () => shared.length > 0);
	assert.deepEqual(
		shared.map(({ key, id, weight, windowMs }) => [key, id, weight, windowMs]),
		[
			["rule:bob", "a", 1, 60_000],
			["rule:bob", "b", 1, 60_000],
		],
	);
	const now = Date.now() + 86_400_000;
	for (let again = 0; again < 2; again++) there.addRemote(shared, now);
	assert.equal(there.exceeds("rule:bob", { id: "a", now }, limit), false, "it is a retry");
	assert.equal(there.exceeds("rule:bob", { id: "c", now }, limit), false);
	assert.equal(there.exceeds("rule:bob", { id: "d", now }, limit), true);
	assert.equal(there.exceeds("rule:bob", { id: "d", now: now + 61_000 }, limit), false);
});

test("a message that is older than the window when it arrives does not count", () => {
	const counters = new Counters();
	const now = Date.now();
	counters.addRemote([{ key: "k", id: "old", weight: 3, windowMs: 1000, ageMs: 1001 }], now);
	assert.equal(counters.exceeds("k", { id: "new", now }, { max: 1, windowMs: 1000 }), false);
});
