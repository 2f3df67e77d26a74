import assert from "node:assert/strict";
import { test } from "node:test";
import { excerptOf } from "./excerpt";

const shown = (content: string, ...highlights: [number, number][]) =>
	excerptOf(content, highlights)
		.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text))
		.join("");

test("matches are marked at their positions, on one line", () => {
	assert.equal(shown("A soft\n\nproof of proofs", [8, 13], [17, 22]), "A soft [proof] of [proof]s");
	assert.equal(shown("no match"), "no match");
});

test("a long text is shortened around the first match, and no character is cut", () => {
	const long = `${"word ".repeat(100)}needle${" more".repeat(200)}`;
	const text = shown(long, [500, 506]);
	assert.match(text, /^… word .*\[needle\] more.* …$/);
	assert.ok(text.length < 420);
	const emoji = "🎉".repeat(300);
	assert.doesNotMatch(shown(emoji, [400, 402]).replace(/… |[[\]]| …/g, ""), /^[\udc00-\udfff]/);
});

test("a result shows text without markup, and nothing hidden", () => {
	assert.equal(shown("the **kiln** is `on`", [6, 10]), "the [kiln] is on");
	assert.equal(shown("||kiln|| and kiln", [2, 6], [13, 17]), "█████ and [kiln]");
	assert.equal(shown("[go](https://go.example) good *go*", [1, 3], [31, 33]), "[go] good [go]");
	assert.equal(shown("||kiln\n\nstove|| x", [2, 6]), "█████ x");
});
