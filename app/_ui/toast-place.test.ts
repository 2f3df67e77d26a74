import assert from "node:assert/strict";
import { test } from "node:test";
import { freePlace } from "./toast-place";

const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });
const low = box(16, 700, 400, 744);
const high = box(16, 64, 400, 108);

test("a toast never covers the focused element while there is another place", () => {
	const focused = box(20, 690, 380, 730);
	assert.equal(freePlace([low, high], [focused], focused, 0), 1);
	assert.equal(freePlace([low, high], [focused, box(20, 60, 380, 100)], focused, 0), 1);
	assert.equal(freePlace([low, high], [], box(20, 60, 380, 100), 1), 0);
});

test("it avoids all fields, focused or not, and takes the first free place", () => {
	assert.equal(freePlace([low, high], [box(20, 690, 380, 730)], null, 0), 1);
	assert.equal(freePlace([low, high], [box(500, 690, 800, 730)], null, 0), 0);
	assert.equal(freePlace([low, high], [box(20, 744, 380, 780)], null, 0), 0);
});

test("it stays while no place is better", () => {
	assert.equal(freePlace([low, high], [], null, 1), 1);
	assert.equal(freePlace([low, high], [low, high], null, 1), 1);
	assert.equal(freePlace([low], [], null, 1), 0);
});
