import assert from "node:assert/strict";
import { test } from "node:test";
import { namesIn } from "./mentions";

test("what is part of a word, a name or an address is no mention", () => {
	for (const text of [
		"",
		"@",
		"@a",
		"ada",
		"x@ada",
		"1@ada",
		"_@ada",
		".@ada",
		"@@ada",
		"ü@ada",
		"김@ada",
		"me@ada.example",
		"@ ada",
		`@${"x".repeat(33)}`,
		"@...",
	])
		assert.deepEqual(namesIn(text), [], text);
});

test("what stands in code is no mention, what stands around it is", () => {
	assert.deepEqual(namesIn("`@ada` @bob `@eve"), ["bob", "eve"]);
	assert.deepEqual(namesIn("```\n@ada\n``` @bob\n```@eve"), ["bob"]);
	assert.deepEqual(namesIn(`${"`".repeat(2000)}@ada`), ["ada"]);
});

test("a name after anything else is one, whatever its case, each once, without a trailing stop", () => {
	const mentions: [string, string[]][] = [
		["@ada", ["ada"]],
		["@ADA!", ["ada"]],
		["(@ada)", ["ada"]],
		["\n@ada.", ["ada"]],
		["@ada...", ["ada"]],
		["@a.d_a1.", ["a.d_a1"]],
		["@ada,@bob", ["ada", "bob"]],
		["-@ada @Ada @bob", ["ada", "bob"]],
		["🔥@ada", ["ada"]],
		["@ada@bob", ["ada"]],
		[`@${"x".repeat(32)}`, ["x".repeat(32)]],
		["@ada님", ["ada"]],
	];
	for (const [text, names] of mentions) assert.deepEqual(namesIn(text), names, text);
});

test("a text of nothing but signs is read in a moment", () => {
	const start = performance.now();
	for (const text of ["@".repeat(4000), "@a.".repeat(1333), `@${".".repeat(3999)}`, "@x ".repeat(1333)]) namesIn(text);
	assert.ok(performance.now() - start < 500);
});
