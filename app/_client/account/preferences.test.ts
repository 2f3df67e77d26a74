import assert from "node:assert/strict";
import { test } from "node:test";
import { preferencesIn } from "./preferences";
import { applyPreferencesScript } from "./preferences-script";

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
		run({ getItem: () => JSON.stringify(kept) }, { documentElement, querySelector: () => null });
		return documentElement;
	};
	for (const kept of [null, {}, { density: 7, links: "<b>", motion: "", textSize: "100" }])
		assert.deepEqual(applied(kept), { dataset: {}, style: {} });
	assert.deepEqual(applied({ density: "compact", textSize: "125" }), {
		dataset: { density: "compact" },
		style: { fontSize: "125%" },
	});
});

test("before the first paint the settings of the account become those of the browser, except for what is not saved yet", () => {
	const run = (stored: Record<string, string>, content: object | null) => {
		const documentElement = { dataset: {}, style: {} };
		const localStorage = {
			getItem: (key: string) => stored[key] ?? null,
			setItem: (key: string, value: string) => {
				stored[key] = value;
			},
		};
		const querySelector = () => content && { content: JSON.stringify(content) };
		new Function("localStorage", "document", applyPreferencesScript)(localStorage, { documentElement, querySelector });
		return documentElement;
	};
	const stored = {
		theme: "light",
		"hearth.preferences": JSON.stringify({ density: "cosy", clock: "12" }),
		"hearth.settings.7": JSON.stringify({ links: "plain" }),
		"hearth.settings.8": JSON.stringify({ theme: "light" }),
	};
	const settings = { theme: "dark", density: "compact", links: "underlined", textSize: "125", language: "ko" };
	assert.deepEqual(run(stored, { userId: 7, settings }), {
		dataset: { density: "compact", links: "plain" },
		style: { fontSize: "125%" },
	});
	assert.equal(stored.theme, "dark");
	assert.deepEqual(JSON.parse(stored["hearth.preferences"]), {
		density: "compact",
		clock: "12",
		links: "plain",
		textSize: "125",
	});
	const before = { ...stored };
	run(stored, null);
	run(stored, { userId: 9, settings: {} });
	assert.deepEqual(stored, before);
});
