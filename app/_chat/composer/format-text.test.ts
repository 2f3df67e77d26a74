import assert from "node:assert/strict";
import { test } from "node:test";
import { wrapped } from "./format-text";

/** `[` and `]` mark the selection. */
function toggled(content: string, marker: string): string {
	const from = content.indexOf("[");
	const to = content.indexOf("]") - 1;
	const plain = content.replace(/[[\]]/g, "");
	const change = wrapped(plain, from, to, marker);
	const text = plain.slice(0, change.from) + change.text + plain.slice(change.to);
	const [start, end] = change.select;
	return `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;
}

test("formatting surrounds the selection with markers, keeps it selected, and a second time removes them", () => {
	for (const [before, marker, after] of [
		["say [it] loud", "**", "say **[it]** loud"],
		["say **[it]** loud", "**", "say [it] loud"],
		["say [**it**] loud", "**", "say [it] loud"],
		["say [it]", "`", "say `[it]`"],
		["[]", "*", "*[]*"],
	] as const)
		assert.equal(toggled(before, marker), after);
});

test("a single asterisk next to bold text is not taken for its marker", () => {
	assert.equal(toggled("**[it]**", "*"), "***[it]***");
	assert.equal(toggled("***[it]***", "*"), "**[it]**");
});
