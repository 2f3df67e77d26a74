import assert from "node:assert/strict";
import { test } from "node:test";
import { countdown } from "./countdown";

test("a countdown has minutes and seconds, and hours where there are any", () => {
	assert.deepEqual([60, 245, 600, 3599, 3600, 3729, 21_600].map(countdown), [
		"1:00",
		"4:05",
		"10:00",
		"59:59",
		"1:00:00",
		"1:02:09",
		"6:00:00",
	]);
});
