import assert from "node:assert/strict";
import { test } from "node:test";
import type { MessageListRow } from "./list-rows";
import { aroundGoal, initialWindow, isPartial, nextWindow, wholeView } from "./list-window";

const rows = (from: number, to: number) =>
	Array.from(
		{ length: to - from + 1 },
		(_, index) => ({ key: String(from + index), message: { seq: from + index } }) as MessageListRow,
	);

test("rows added at the end cause no shift, rows added at the start do", () => {
	const view = initialWindow(rows(51, 100));
	assert.equal(nextWindow(view, rows(51, 101)).shift, false);
	const older = nextWindow(view, rows(1, 100));
	assert.deepEqual([older.shift, older.shown.length, isPartial(older)], [true, 100, false]);
	const trimmed = nextWindow(view, rows(61, 100));
	assert.deepEqual([trimmed.shift, trimmed.shown.length], [true, 40]);
});

test("changes at both ends are two steps", () => {
	const view = nextWindow(initialWindow(rows(51, 100)), rows(41, 103));
	assert.deepEqual([view.shift, view.shown.length, isPartial(view)], [true, 60, true]);
	const whole = wholeView(view);
	assert.deepEqual([whole.shift, whole.shown.length, whole.epoch], [false, 63, 0]);
});

test("a window elsewhere is a new list", () => {
	assert.equal(nextWindow(initialWindow(rows(51, 100)), rows(500, 560)).epoch, 1);
	assert.equal(nextWindow(initialWindow(rows(500, 560)), rows(1, 100)).epoch, 1);
	assert.equal(nextWindow(initialWindow(rows(51, 100)), rows(1, 50)).epoch, 0, "it touches");
	assert.equal(nextWindow(initialWindow([]), rows(1, 1)).epoch, 0);
});

test("static rows show the position at which the list will open", () => {
	const seqs = (some: readonly MessageListRow[]) => some.map(({ message }) => message.seq);
	const end = aroundGoal(rows(1, 100), "end");
	assert.deepEqual([end.at, end.above[0]?.message.seq, end.above.at(-1)?.message.seq], [null, 61, 100]);
	const middle = aroundGoal(rows(1, 100), { seq: 50, align: "center", flash: true });
	assert.deepEqual([middle.at?.row.message.seq, middle.at?.align], [50, "center"]);
	assert.deepEqual([seqs(middle.above).at(-1), seqs(middle.below)[0]], [49, 51]);
	const first = aroundGoal(rows(1, 3), { seq: 1, align: "start", flash: false });
	assert.deepEqual([seqs(first.above), seqs(first.below)], [[], [2, 3]]);
	assert.equal(aroundGoal(rows(1, 3), { seq: 9, align: "center", flash: true }).at, null);
});
