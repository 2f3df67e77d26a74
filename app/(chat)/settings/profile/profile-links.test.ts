import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanLinks, problemOf } from "./profile-links";

test("empty rows are left out, and an address without a scheme gets one", () => {
	assert.deepEqual(
		cleanLinks([
			{ label: " ", url: "" },
			{ label: " Site ", url: " example.org/a " },
			{ label: "", url: "http://example.org" },
		]),
		[
			{ label: "Site", url: "https://example.org/a" },
			{ label: "", url: "http://example.org" },
		],
	);
});

test("a link needs a label, and an address that begins with https and hides no other", () => {
	assert.equal(problemOf({ label: "", url: "" }), null);
	assert.equal(problemOf({ label: "Site", url: "example.org" }), null);
	assert.equal(problemOf({ label: "", url: "example.org" }), "label");
	for (const url of ["", "http://example.org", "javascript:alert(1)", "https://", "https://bank.example@evil.example"])
		assert.equal(problemOf({ label: "Site", url }), "url", url);
});
