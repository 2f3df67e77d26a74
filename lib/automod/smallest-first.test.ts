import assert from "node:assert/strict";
import { test } from "node:test";
import { SmallestFirst } from "./smallest-first";

test("of the work that waits, the smallest is the next, and a failure ends nothing but itself", async () => {
	const turns = new SmallestFirst(2);
	const began: number[] = [];
	const ends = new Map<number, () => void>();
	const work = (size: number) =>
		turns.run(size, async () => {
			began.push(size);
			await new Promise<void>((resolve) => ends.set(size, resolve));
			if (size === 3) throw new Error("broken");
			return size;
		});
	const all = Promise.allSettled([9, 8, 7, 3, 5].map(work));
	for (const size of [9, 3, 8, 5, 7]) {
		await new Promise(setImmediate);
		ends.get(size)?.();
	}
	assert.deepEqual(
		(await all).map((one) => (one.status === "fulfilled" ? one.value : "failed")),
		[9, 8, 7, "failed", 5],
	);
	assert.deepEqual(began, [9, 8, 3, 5, 7]);
	const last = work(4);
	await new Promise(setImmediate);
	ends.get(4)?.();
	assert.equal(await last, 4);
});
