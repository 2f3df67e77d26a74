import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { findNumber } from "./find-number";

const salt = "c2FsdCBvZiAxNiBieXRlcw.1796000000000.1000.";
const hashOf = (number: number) => createHash("sha256").update(`${salt}${number}`).digest("hex");

test("finds the number of a challenge from the first to the last, and none where there is none", () => {
	for (const number of [0, 9, 10, 999, 1000])
		assert.equal(findNumber({ salt, hash: hashOf(number), maxNumber: 1000 }), number);
	assert.equal(findNumber({ salt, hash: hashOf(1001), maxNumber: 1000 }), null);
});
