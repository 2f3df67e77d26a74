import assert from "node:assert/strict";
import { test } from "node:test";
import { RawJson, rawJson, withRawJson } from "./raw-json";

test("serializes as JSON.stringify does", () => {
	const value = {
		text: 'a"\n\u2028',
		none: null,
		missing: undefined,
		at: new Date(0),
		list: [{ n: 1, missing: undefined }, null],
		inner: { yes: true, deeper: {} },
		'a "key"': 1.5,
	};
	assert.equal(withRawJson(value).text, JSON.stringify(value));
	assert.equal(rawJson(value).text, JSON.stringify(value));
});

test("leaves what was serialized before as it is, wherever it is", () => {
	const page = new RawJson('{"messages": []}');
	assert.equal(withRawJson({ a: 1, view: { page } }).text, '{"a":1,"view":{"page":{"messages": []}}}');
	assert.equal(withRawJson({ page: withRawJson({ page }) }).text, '{"page":{"page":{"messages": []}}}');
});
