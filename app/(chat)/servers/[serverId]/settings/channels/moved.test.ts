import assert from "node:assert/strict";
import { test } from "node:test";
import { moved } from "./moved";

test("a moved item is at its new place, and all others keep their order", () => {
	assert.deepEqual(moved([1, 2, 3, 4], 4, 0), [4, 1, 2, 3]);
	assert.deepEqual(moved([1, 2, 3, 4], 1, 2), [2, 3, 1, 4]);
	assert.deepEqual(moved([1, 2, 3, 4], 2, 1_000), [1, 3, 4, 2]);
	assert.deepEqual(moved([1, 2, 3, 4], 3, -5), [3, 1, 2, 4]);
});

test("a move to the same place, past an end, or of a missing item changes nothing", () => {
	assert.equal(moved([1, 2], 1, 0), null);
	assert.equal(moved([1, 2], 1, -1), null);
	assert.equal(moved([1, 2], 2, 2), null);
	assert.equal(moved([1, 2], 9, 0), null);
	assert.equal(moved([], 1, 0), null);
});
