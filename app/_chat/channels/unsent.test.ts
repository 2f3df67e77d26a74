import assert from "node:assert/strict";
import { test } from "node:test";
import { addField, textsNotStored } from "./unsent";

const holding = (text: string, isDraft: boolean) => ({ current: { text, isDraft, files: [], discard: () => {} } });

test("the text of an open field without a draft is lost with the page, as long as the field is mounted", () => {
	const newThread = holding("a first reply", false);
	const removals = [newThread, holding("in a channel", true), holding("  ", false)].map(addField);
	assert.deepEqual(textsNotStored(), ["a first reply"]);
	newThread.current.text = "a first reply, longer";
	assert.deepEqual(textsNotStored(), ["a first reply, longer"]);
	for (const remove of removals) remove();
	assert.deepEqual(textsNotStored(), []);
});
