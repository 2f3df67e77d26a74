import assert from "node:assert/strict";
import { test } from "node:test";
import { shouldNotify } from "./desktop-notifications";

const numbers = (lastSeq: number, mentionCount = 0, lastReadSeq = 5) => ({ lastSeq, lastReadSeq, mentionCount });

test("only messages that arrived since are notified", () => {
	assert.equal(shouldNotify("all", undefined, numbers(9, 2)), false);
	assert.equal(shouldNotify("all", numbers(9, 2), numbers(9, 2)), false);
});

test("level all notifies of every message, mentions of mentions only, nothing of none, and read messages never", () => {
	assert.equal(shouldNotify("all", numbers(6), numbers(7)), true);
	assert.equal(shouldNotify("mentions", numbers(6), numbers(7)), false);
	assert.equal(shouldNotify("mentions", numbers(6), numbers(7, 1)), true);
	assert.equal(shouldNotify("mentions", numbers(7), numbers(7, 1)), true);
	assert.equal(shouldNotify("nothing", numbers(6), numbers(7, 1)), false);
	assert.equal(shouldNotify("all", numbers(6), numbers(7, 0, 7)), false);
});
