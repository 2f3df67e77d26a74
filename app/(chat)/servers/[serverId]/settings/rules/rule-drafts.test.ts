import assert from "node:assert/strict";
import { test } from "node:test";
import { addRule, draftsOf, isSameRules, moveRule, rulesIn } from "./rule-drafts";

test("a rule at either end does not move further", () => {
	const drafts = draftsOf(["a", "b"]);
	assert.deepEqual(rulesIn(moveRule(drafts, 0, -1)), ["a", "b"]);
	assert.deepEqual(rulesIn(moveRule(drafts, 1, 1)), ["a", "b"]);
});

test("a rule moves by one place and keeps its key", () => {
	const drafts = draftsOf(["a", "b", "c"]);
	assert.deepEqual(rulesIn(moveRule(drafts, 2, -1)), ["a", "c", "b"]);
	assert.deepEqual(moveRule(drafts, 0, 1)[1], drafts[0]);
});

test("a new rule has a key that no other has, also after one was removed", () => {
	const drafts = addRule(draftsOf(["a", "b"]).slice(1));
	assert.equal(new Set(drafts.map(({ key }) => key)).size, 2);
	assert.deepEqual(addRule([]), [{ key: 0, text: "" }]);
});

test("empty rules are not saved, and spaces around a rule make no change", () => {
	assert.deepEqual(rulesIn([...draftsOf(["  be kind ", "   "])]), ["be kind"]);
	assert.ok(isSameRules(rulesIn(draftsOf([" a "])), ["a"]));
	assert.ok(!isSameRules(["a", "b"], ["b", "a"]));
	assert.ok(!isSameRules(["a"], ["a", "b"]));
});
