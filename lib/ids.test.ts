import assert from "node:assert/strict";
import { test } from "node:test";
import { idFrom, isId } from "./ids";

test("rejects anything but a safe positive integer in its exact form", () => {
	const none = [
		"",
		"0",
		"01",
		"-1",
		"+1",
		"1.0",
		"1e3",
		"0x1",
		" 1",
		"1 ",
		"1\n",
		"١",
		"１",
		"9007199254740992",
		"9".repeat(17),
		"NaN",
		"Infinity",
	];
	for (const text of [undefined, ...none]) assert.equal(idFrom(text), null, JSON.stringify(text));
	for (const value of [0, -1, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, "1", null, [1], true, 1n])
		assert.equal(isId(value), false, String(value));
});

test("accepts every safe positive integer", () => {
	for (const text of ["1", "9", "10", "9007199254740991"]) {
		assert.equal(idFrom(text), Number(text));
		assert.equal(isId(Number(text)), true);
	}
});
