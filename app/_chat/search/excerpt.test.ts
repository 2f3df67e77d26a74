import assert from "node:assert/strict";
import { test } from "node:test";
import { excerptOf } from "./excerpt";

const shown = (content: string, ...highlights: [number, number][]) =>
	excerptOf(content, highlights)
		.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text))
		.join("");

test("matches are marked where they stand, on one line", () => {
	assert.equal(shown("A soft\n\nproof of proofs", [8, 13], [17, 22]), "A soft [proof] of [proof]s");
	assert.equal(shown("no match"), "no match");
});

test("of a long text the part around the first match is shown, and no character is cut", () => {
	const long = `${"word ".repeat(100)}needle${" more".repeat(200)}`;
	const text = shown(long, [500, 506]);
	assert.match(text, /^… word .*\[needle\] more.* …$/);
	assert.ok(text.length < 420);
	const emoji = "🎉".repeat(300);
	assert.doesNotMatch(shown(emoji, [400, 402]).replace(/… |[[\]]| …/g, ""), /^[\udc00-\udfff]/);
});
