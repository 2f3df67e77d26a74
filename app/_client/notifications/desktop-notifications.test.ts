import assert from "node:assert/strict";
import { test } from "node:test";
import { isWorthNotice } from "./desktop-notifications";

const numbers = (lastSeq: number, mentionCount = 0, lastReadSeq = 5) => ({ lastSeq, lastReadSeq, mentionCount });

test("a notice is for what has come since: nothing known before is no news", () => {
	assert.equal(isWorthNotice("all", undefined, numbers(9, 2)), false);
	assert.equal(isWorthNotice("all", numbers(9, 2), numbers(9, 2)), false);
});

test("at all every message is worth one, at mentions what calls one, at nothing none, and none what is read", () => {
	assert.equal(isWorthNotice("all", numbers(6), numbers(7)), true);
	assert.equal(isWorthNotice("mentions", numbers(6), numbers(7)), false);
	assert.equal(isWorthNotice("mentions", numbers(6), numbers(7, 1)), true);
	assert.equal(isWorthNotice("mentions", numbers(7), numbers(7, 1)), true);
	assert.equal(isWorthNotice("nothing", numbers(6), numbers(7, 1)), false);
	assert.equal(isWorthNotice("all", numbers(6), numbers(7, 0, 7)), false);
});
