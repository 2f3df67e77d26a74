import assert from "node:assert/strict";
import { test } from "node:test";
import { preferencesIn } from "./preferences";

test("invalid preferences and unknown choices fall back to the defaults", () => {
	const first = preferencesIn(null);
	assert.deepEqual([first.density, first.textSize, first.letters], ["cosy", "100", "on"]);
	for (const kept of ["", [], 7, "{", { density: "tiny", textSize: 150, more: 1 }])
		assert.deepEqual(preferencesIn(kept), first, JSON.stringify(kept));
	assert.deepEqual(preferencesIn({ density: "compact", textSize: "125", clock: "13" }), {
		...first,
		density: "compact",
		textSize: "125",
	});
});
