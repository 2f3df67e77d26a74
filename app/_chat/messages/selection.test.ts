import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "@/lib/realtime/protocol";
import type { MessageListRow } from "./list-rows";
import {
	hasOthers,
	inOrder,
	isSelectable,
	maxSelected,
	rowBeside,
	toggled,
	withoutDeleted,
	withRange,
} from "./selection";

const message = (seq: number, more: Partial<Message> = {}) => ({ seq, deletedAt: null, ...more }) as Message;
const row = (seq: number, more: Partial<MessageListRow> = {}) =>
	({ key: `${seq}`, message: message(seq), outgoing: null, isHidden: false, folded: null, ...more }) as MessageListRow;
const select = (...seqs: number[]) => new Map(seqs.map((seq) => [seq, message(seq)]));
const seqs = (selected: ReadonlyMap<number, Message>) => inOrder(selected).map(({ seq }) => seq);
const rows = [
	row(1),
	row(2, { message: message(2, { deletedAt: "2026-11-29T10:00:00.000Z" }), isHidden: true }),
	row(3),
	row(4, { folded: { seqs: [4], open: false } }),
	row(5),
	row(6, { outgoing: { nonce: "x" } as MessageListRow["outgoing"] }),
];

test("tombstones, collapsed messages and messages on their way cannot be selected", () => {
	assert.deepEqual(
		rows.filter(isSelectable).map(({ key }) => key),
		["1", "3", "5"],
	);
	assert.ok(isSelectable(row(4, { folded: { seqs: [4], open: true } })));
});

test("a message is selected and taken out again, up to the maximum", () => {
	assert.deepEqual(seqs(toggled(select(3), message(1)) ?? assert.fail()), [1, 3]);
	assert.deepEqual(seqs(toggled(select(3, 1), message(3)) ?? assert.fail()), [1]);
	const full = select(...Array.from({ length: maxSelected }, (_, n) => n + 1));
	assert.equal(toggled(full, message(500)), null);
	assert.equal(toggled(full, message(1))?.size, maxSelected - 1);
});

test("a range holds what can be selected between two messages, in either direction, and adds to the selection", () => {
	assert.deepEqual(seqs(withRange(select(), rows, [1, 5]).next), [1, 3, 5]);
	assert.deepEqual(seqs(withRange(select(9), rows, [5, 2]).next), [3, 5, 9]);
	assert.deepEqual(seqs(withRange(select(), rows, [3, 3]).next), [3]);
});

test("a range ends at the maximum, counted from where it began", () => {
	const many = Array.from({ length: maxSelected + 20 }, (_, n) => row(n + 1));
	const down = withRange(select(), many, [1, many.length]);
	assert.deepEqual(
		[down.next.size, down.isCut, down.next.has(1), down.next.has(101)],
		[maxSelected, true, true, false],
	);
	const up = withRange(select(), many, [many.length, 1]);
	assert.deepEqual([up.next.size, up.isCut, up.next.has(120), up.next.has(20)], [maxSelected, true, true, false]);
	assert.equal(withRange(select(), many, [1, maxSelected]).isCut, false);
});

test("the next row skips those that cannot be selected", () => {
	assert.equal(rowBeside(rows, "3", 1)?.key, "5");
	assert.equal(rowBeside(rows, "3", -1)?.key, "1");
	assert.equal(rowBeside(rows, "5", 1), undefined);
	assert.equal(rowBeside(rows, "gone", 1), undefined);
});

test("a selection with messages of others differs from one of the viewer's own alone", () => {
	const by = (id: number, seq: number) => [seq, message(seq, { author: { id } as Message["author"] })] as const;
	assert.ok(hasOthers(new Map([by(1, 1), by(2, 2)]), 1));
	assert.ok(!hasOthers(new Map([by(1, 1)]), 1));
	assert.ok(!hasOthers(new Map(), 1));
});

test("messages that were deleted meanwhile leave the selection, and unknown ones stay", () => {
	const selected = select(1, 2, 900);
	const left = withoutDeleted(selected, (seq) => rows.find((one) => one.message.seq === seq)?.message);
	assert.deepEqual(seqs(left), [1, 900]);
	assert.equal(
		withoutDeleted(left, () => undefined),
		left,
	);
});
