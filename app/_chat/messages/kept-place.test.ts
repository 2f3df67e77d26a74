import assert from "node:assert/strict";
import { test } from "node:test";
import { keptRows } from "./kept-place";
import type { MessageListRow } from "./list-rows";

const rows = (first: number, last: number, ...hidden: number[]) =>
	Array.from({ length: last - first + 1 }, (_, index) => {
		const seq = first + index;
		return { key: `key ${seq}`, message: { seq }, isHidden: hidden.includes(seq) } as MessageListRow;
	});

test("rows are kept that are shown before and after others have lost or got their room", () => {
	const kept = [...(keptRows(rows(1, 5, 2), rows(1, 5, 2, 3))?.values() ?? [])];
	assert.deepEqual(kept, [1, 4, 5]);
	assert.deepEqual([...(keptRows(rows(1, 5, 2, 3), rows(1, 5, 2))?.keys() ?? [])], ["key 1", "key 4", "key 5"]);
	assert.equal(keptRows(rows(1, 5, 2), rows(1, 7, 2, 7)), null);
});
