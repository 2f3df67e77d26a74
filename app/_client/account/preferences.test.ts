import assert from "node:assert/strict";
import { test } from "node:test";
import { applyPreferencesScript, preferencesIn } from "./preferences";

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

test("before the first paint only what is stored is an attribute of the page", () => {
	const applied = (kept: unknown) => {
		const documentElement = { dataset: {}, style: {} };
		const run = new Function("localStorage", "document", applyPreferencesScript);
		run({ getItem: () => JSON.stringify(kept) }, { documentElement });
		return documentElement;
	};
	for (const kept of [null, {}, { density: 7, links: "<b>", motion: "", textSize: "100" }])
		assert.deepEqual(applied(kept), { dataset: {}, style: {} });
	assert.deepEqual(applied({ density: "compact", textSize: "125" }), {
		dataset: { density: "compact" },
		style: { fontSize: "125%" },
	});
});
