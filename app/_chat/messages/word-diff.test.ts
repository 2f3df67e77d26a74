import assert from "node:assert/strict";
import { test } from "node:test";
import { processorMs } from "@/test/support/processor-time";
import { wordDiff } from "./word-diff";

const side = (before: string, after: string, left: "gone" | "new") =>
	wordDiff(before, after)
		.filter(({ kind }) => kind === "same" || kind === left)
		.map(({ text }) => text)
		.join("");
const marked = (before: string, after: string) =>
	wordDiff(before, after)
		.map(({ text, kind }) => (kind === "same" ? text : kind === "gone" ? `[-${text}-]` : `{+${text}+}`))
		.join("");

test("lists kept, removed and added words in order", () => {
	assert.equal(marked("meet at the gate", "meet at the north gate"), "meet at the {+north +}gate");
	assert.equal(marked("meet at ten", "meet at nine"), "meet at [-ten-]{+nine+}");
	assert.equal(marked("", "words"), "{+words+}");
	assert.equal(marked("same", "same"), "same");
});

test("both texts can be rebuilt from the pieces", () => {
	for (const [before, after] of [
		["a b c\n\nd", "b  c d e"],
		["火 🔥 x", "🔥 火 x y"],
		["  lead", "lead  "],
		["one ".repeat(900), "two ".repeat(900)],
		["x", ""],
	] as const) {
		assert.equal(side(before, after, "gone"), before);
		assert.equal(side(before, after, "new"), after);
	}
});

test("compares the longest possible messages without delay", () => {
	const words = (seed: number) => Array.from({ length: 2000 }, (_, n) => ((n * seed) % 7).toString()).join(" ");
	const begun = processorMs();
	wordDiff(words(3), words(5));
	assert.ok(processorMs() - begun < 1000);
});
