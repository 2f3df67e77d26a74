import assert from "node:assert/strict";
import { test } from "node:test";
import { type NewRow, offScreenRows } from "./off-screen-rows";

const row = (top: number, mentions = false): NewRow => ({ top, bottom: top + 32, mentions });
const seen = { top: 100, bottom: 500 };

test("visible rows, and an empty list, are not off-screen", () => {
	assert.deepEqual(offScreenRows([], seen), { above: null, below: null });
	assert.deepEqual(offScreenRows([row(100), row(300), row(468)], seen), { above: null, below: null });
});

test("a row is visible if at least half of it is", () => {
	assert.deepEqual(offScreenRows([row(84), row(484)], seen), { above: null, below: null });
	const { above, below } = offScreenRows([row(83), row(485)], seen);
	assert.equal(above?.count, 1);
	assert.equal(below?.count, 1);
});

test("the pill leads to the nearest row on its side", () => {
	const { above, below } = offScreenRows([row(-90), row(20), row(200), row(520), row(900)], seen);
	assert.deepEqual(above, { count: 2, mentions: false, nearest: 1 });
	assert.deepEqual(below, { count: 2, mentions: false, nearest: 3 });
});

test("a row with a mention goes before nearer unread ones", () => {
	const { above, below } = offScreenRows([row(-90, true), row(20), row(520), row(700, true), row(900, true)], seen);
	assert.deepEqual(above, { count: 2, mentions: true, nearest: 0 });
	assert.deepEqual(below, { count: 3, mentions: true, nearest: 3 });
});
