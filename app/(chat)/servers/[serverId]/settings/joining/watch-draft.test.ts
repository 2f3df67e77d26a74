import assert from "node:assert/strict";
import { test } from "node:test";
import { isWatchable, type WatchDraft, watchDraftOf, watchOf } from "./watch-draft";

const draft: WatchDraft = { action: "notify", joins: "10", minutes: "2" };

test("the numbers of the watch are whole and within their bounds", () => {
	for (const joins of ["2", " 100 ", "10"]) assert.equal(isWatchable({ ...draft, joins }, "joins"), true, joins);
	for (const joins of ["1", "101", "", "-5", "2.5", "ten", "1e1"])
		assert.equal(isWatchable({ ...draft, joins }, "joins"), false, joins);
	for (const minutes of ["1", "60"]) assert.equal(isWatchable({ ...draft, minutes }, "minutes"), true, minutes);
	for (const minutes of ["0", "61"]) assert.equal(isWatchable({ ...draft, minutes }, "minutes"), false, minutes);
});

test("turning the watch off saves the default instead of a number that is not one", () => {
	const off: WatchDraft = { action: "off", joins: "", minutes: " 5 " };
	assert.equal(isWatchable(off, "joins"), true);
	assert.deepEqual(watchOf(off), { action: "off", joins: 10, minutes: 5 });
	assert.deepEqual(watchDraftOf(watchOf(draft)), draft);
});
