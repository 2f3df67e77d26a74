import assert from "node:assert/strict";
import { test } from "node:test";
import { eventBatches } from "./event-batches";

test("ids are divided so that each part fits into the payload of a NOTIFY, and none is lost", () => {
	const ids = Array.from({ length: 601 }, (_, n) => Number.MAX_SAFE_INTEGER - n);
	const batches = eventBatches(ids);
	assert.deepEqual(batches.flat(), ids);
	assert.equal(batches.length, 3);
	for (const batch of batches) assert.ok(JSON.stringify(batch).length < 7500);
	assert.deepEqual(eventBatches([]), []);
});
