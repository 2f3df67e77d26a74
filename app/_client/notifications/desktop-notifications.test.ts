import assert from "node:assert/strict";
import { test } from "node:test";
import { shouldNotify } from "./desktop-notifications";

const numbers = (lastSeq: number, mentionCount = 0, lastReadSeq = 5) => ({ lastSeq, lastReadSeq, mentionCount });

test("a notice is for what has come since: nothing known before is no news", () => {
	assert.equal(shouldNotify("all", undefined, numbers(9, 2)), false);
	assert.equal(shouldNotify("all", numbers(9, 2), numbers(9, 2)), false);
});

test("at all every message is worth one, at mentions what calls one, at nothing none, and none what is read", () => {
	assert.equal(shouldNotify("all", numbers(6), numbers(7)), true);
	assert.equal(shouldNotify("mentions", numbers(6), numbers(7)), false);
	assert.equal(shouldNotify("mentions", numbers(6), numbers(7, 1)), true);
	assert.equal(shouldNotify("mentions", numbers(7), numbers(7, 1)), true);
	assert.equal(shouldNotify("nothing", numbers(6), numbers(7, 1)), false);
	assert.equal(shouldNotify("all", numbers(6), numbers(7, 0, 7)), false);
});
