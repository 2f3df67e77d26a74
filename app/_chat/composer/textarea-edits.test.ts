import assert from "node:assert/strict";
import { test } from "node:test";
import { wrapped } from "./textarea-edits";

/** `[` and `]` stand for the selection. */
function toggled(content: string, marker: string): string {
	const from = content.indexOf("[");
	const to = content.indexOf("]") - 1;
	const plain = content.replace(/[[\]]/g, "");
	const change = wrapped(plain, from, to, marker);
	const text = plain.slice(0, change.from) + change.text + plain.slice(change.to);
	const [start, end] = change.select;
	return `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;
}

test("what is selected gets marks and stays selected, and loses them the second time", () => {
	for (const [before, marker, after] of [
		["say [it] loud", "**", "say **[it]** loud"],
		["say **[it]** loud", "**", "say [it] loud"],
		["say [**it**] loud", "**", "say [it] loud"],
		["say [it]", "`", "say `[it]`"],
		["[]", "*", "*[]*"],
	] as const)
		assert.equal(toggled(before, marker), after);
});

test("one star beside bold words is not taken for their mark", () => {
	assert.equal(toggled("**[it]**", "*"), "***[it]***");
	assert.equal(toggled("***[it]***", "*"), "**[it]**");
});
