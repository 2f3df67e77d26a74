import assert from "node:assert/strict";
import { test } from "node:test";
import { moved } from "./moved";

test("a thing that is moved stands where it was put, and everything else keeps its order", () => {
	assert.deepEqual(moved([1, 2, 3, 4], 4, 0), [4, 1, 2, 3]);
	assert.deepEqual(moved([1, 2, 3, 4], 1, 2), [2, 3, 1, 4]);
	assert.deepEqual(moved([1, 2, 3, 4], 2, 1_000), [1, 3, 4, 2]);
	assert.deepEqual(moved([1, 2, 3, 4], 3, -5), [3, 1, 2, 4]);
});

test("nothing is changed by a move to the same place, past an end where it stands already, or of what is gone", () => {
	assert.equal(moved([1, 2], 1, 0), null);
	assert.equal(moved([1, 2], 1, -1), null);
	assert.equal(moved([1, 2], 2, 2), null);
	assert.equal(moved([1, 2], 9, 0), null);
	assert.equal(moved([], 1, 0), null);
});
