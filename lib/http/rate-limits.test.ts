import assert from "node:assert/strict";
import { test } from "node:test";
import { RateLimiter } from "./rate-limits";

const limit = { burst: 3, everyMs: 100, sentence: String };

test("allows a burst at once, then one each interval, and a rejection costs nothing", () => {
	const allowances = new RateLimiter();
	const at = (now: number) => allowances.take("ada", limit, now);
	assert.deepEqual([at(0), at(0), at(0)], [0, 0, 0]);
	assert.deepEqual([at(0), at(50), at(50)], [100, 50, 50]);
	assert.deepEqual([at(100), at(100), at(199), at(200)], [0, 100, 1, 0]);
});

test("a pause restores the burst and no more", () => {
	const allowances = new RateLimiter();
	for (const _ of [1, 2, 3]) allowances.take("ada", limit, 0);
	const later = [1, 2, 3, 4].map(() => allowances.take("ada", limit, 100_000));
	assert.deepEqual(later, [0, 0, 0, 100]);
});

test("peeking consumes nothing, and keys do not affect each other", () => {
	const allowances = new RateLimiter();
	for (const _ of [1, 2, 3, 4, 5]) assert.equal(allowances.wait("ada", limit, 0), 0);
	for (const _ of [1, 2, 3]) allowances.take("ada", limit, 0);
	assert.equal(allowances.wait("ada", limit, 40), 60);
	assert.equal(allowances.take("bob", limit, 40), 0);
});

test("fully restored keys are deleted, others are kept", () => {
	const allowances = new RateLimiter();
	const slow = { ...limit, everyMs: 100_000 };
	for (let n = 0; n < 1000; n++) allowances.take(`visitor ${n}`, limit, 1);
	for (const _ of [1, 2, 3]) allowances.take("ada", slow, 1);
	allowances.take("bob", limit, 70_000);
	const kept = [...(allowances as unknown as { freeAt: Map<string, number> }).freeAt.keys()];
	assert.deepEqual(kept.sort(), ["ada", "bob"]);
	assert.ok(allowances.wait("ada", slow, 70_000) > 0);
});
