import assert from "node:assert/strict";
import { test } from "node:test";
import { isParserLoaded, loadParser, onParserLoaded, tokensOf } from "./parser-in-browser";

test("a browser loads the parser when a text first needs it, and says so once", async () => {
	let calls = 0;
	onParserLoaded(() => calls++);
	onParserLoaded(() => assert.fail("the listener was removed"))();
	assert.equal(tokensOf("*a*"), null);
	assert.equal(isParserLoaded(), false);
	await loadParser();
	assert.equal(calls, 1);
	assert.equal(isParserLoaded(), true);
	assert.ok(tokensOf("*a*"));
});
