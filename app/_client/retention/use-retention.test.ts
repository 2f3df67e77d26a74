import assert from "node:assert/strict";
import { test } from "node:test";
import { keptDays } from "./use-retention";

const nextRunAt = "2026-11-30T02:00:00.000Z";

test("the least number of days counts, and none keeps messages for ever", () => {
	const none = { keepDays: null, serverKeepDays: null, instanceKeepDays: null, nextRunAt };
	assert.equal(keptDays(none), null);
	assert.equal(keptDays({ ...none, keepDays: 7, serverKeepDays: 30 }), 7);
	assert.equal(keptDays({ ...none, keepDays: 90, instanceKeepDays: 30 }), 30);
	assert.equal(keptDays({ keepDays: 7, instanceKeepDays: null, nextRunAt }, null), null);
	assert.equal(keptDays({ keepDays: null, instanceKeepDays: 30, nextRunAt }, 90), 30);
});
