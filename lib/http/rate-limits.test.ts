import assert from "node:assert/strict";
import { test } from "node:test";
import { RateLimiter } from "./rate-limits";

const limit = { burst: 3, everyMs: 100, sentence: String };

test("allows a burst at once, then one each interval, and a rejection costs nothing", () => {
	const rateLimiter = new RateLimiter();
	const at = (now: number) => rateLimiter.take("ada", limit, now);
	assert.deepEqual([at(0), at(0), at(0)], [0, 0, 0]);
	assert.deepEqual([at(0), at(50), at(50)], [100, 50, 50]);
	assert.deepEqual([at(100), at(100), at(199), at(200)], [0, 100, 1, 0]);
});

test("a pause restores the burst and no more", () => {
	const rateLimiter = new RateLimiter();
	for (const _ of [1, 2, 3]) rateLimiter.take("ada", limit, 0);
	const later = [1, 2, 3, 4].map(() => rateLimiter.take("ada", limit, 100_000));
	assert.deepEqual(later, [0, 0, 0, 100]);
});

test("peeking consumes nothing, and keys do not affect each other", () => {
	const rateLimiter = new RateLimiter();
	for (const _ of [1, 2, 3, 4, 5]) assert.equal(rateLimiter.wait("ada", limit, 0), 0);
	for (const _ of [1, 2, 3]) rateLimiter.take("ada", limit, 0);
	assert.equal(rateLimiter.wait("ada", limit, 40), 60);
	assert.equal(rateLimiter.take("bob", limit, 40), 0);
});

test("fully restored keys are deleted, others are kept", () => {
	const rateLimiter = new RateLimiter();
	const slow = { ...limit, everyMs: 100_000 };
	for (let n = 0; n < 1000; n++) rateLimiter.take(`visitor ${n}`, limit, 1);
	for (const _ of [1, 2, 3]) rateLimiter.take("ada", slow, 1);
	rateLimiter.take("bob", limit, 70_000);
	const kept = [...(rateLimiter as unknown as { freeAt: Map<string, number> }).freeAt.keys()];
	assert.deepEqual(kept.sort(), ["ada", "bob"]);
	assert.ok(rateLimiter.wait("ada", slow, 70_000) > 0);
});
