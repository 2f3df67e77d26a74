import assert from "node:assert/strict";
import { test } from "node:test";
import { triggerAt } from "./trigger";

const at = (content: string) => {
	const caret = content.indexOf("|");
	const token = triggerAt(content.replace("|", ""), caret);
	return token && `${token.sign}${token.query} ${token.from}-${token.to}`;
};

test("suggests nothing inside words, addresses, times, code, or for a sign alone", () => {
	for (const content of [
		"ada@ex|",
		"half past 10:30|",
		"a: b|",
		":)|",
		": |",
		":a|",
		"http://x.org/#top|",
		"`@ad|",
		"```\n@ad|",
		"@ada |",
		"c#|",
		"|@ada",
	])
		assert.equal(at(content), null, content);
});

test("completes a user, a channel and an emoji at the caret, also in the middle of text", () => {
	assert.equal(at("@|"), "@ 0-1");
	assert.equal(at("hi @ad|a and all"), "@ad 3-6");
	assert.equal(at("(@ad|"), "@ad 1-4");
	assert.equal(at("see #field-tr|"), "#field-tr 4-13");
	assert.equal(at("#자유|"), "#자유 0-3");
	assert.equal(at(":fi|"), ":fi 0-3");
	assert.equal(at("🔥:fi|"), ":fi 2-5");
	assert.equal(at("well :fire:|"), ":fire: 5-11");
	assert.equal(at("`code` @ad|"), "@ad 7-10");
	assert.equal(at("```\ncode\n``` @ad|"), "@ad 13-16");
});
