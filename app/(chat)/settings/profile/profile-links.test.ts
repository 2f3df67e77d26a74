import assert from "node:assert/strict";
import { test } from "node:test";
import { changedFields } from "./changed-fields";
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

test("a form that nobody has touched has no changes, whatever the order of the stored fields", () => {
	const before = { bio: "", links: [{ url: "https://example.org/", label: "Site" }] };
	assert.deepEqual(changedFields(before, before), {});
	assert.deepEqual(changedFields({ ...before, links: [...before.links, { label: "", url: "" }] }, before), {});
	assert.deepEqual(changedFields({ ...before, bio: "New" }, before), { bio: "New" });
	assert.deepEqual(changedFields({ ...before, links: [] }, before), { links: [] });
});
