import assert from "node:assert/strict";
import { test } from "node:test";
import { namesIn, partsOf } from "./rich-text-parts";

const links = (text: string) => partsOf(text).flatMap((part) => (part.kind === "link" ? [part.url] : []));
const whole = (text: string) =>
	partsOf(text)
		.map((part) => part.text)
		.join("");

test("only what may be followed is a link", () => {
	assert.deepEqual(links("see https://gdal.org/a_(b) and gdal.org, or write to wren@example.org."), [
		"https://gdal.org/a_(b)",
		"http://gdal.org",
		"mailto:wren@example.org",
	]);
	assert.deepEqual(links("javascript:alert(1) data:text/html,x vbscript:x ftp://a.example //evil.example"), []);
});

test("nothing of a text is lost", () => {
	for (const text of [
		"",
		"a\n\n  b",
		"<b>@ada</b> https://x.example/?q=<script>",
		"@",
		"a@b",
		"@ada.",
		"한국어 @bob 안녕",
	])
		assert.equal(whole(text), text);
});

test("a mention stands on its own", () => {
	assert.deepEqual(namesIn("@Ada, ask @bob.c. or (@eve_1)"), ["ada", "bob.c", "eve_1"]);
	assert.deepEqual(namesIn("mail ada@example.org, x@bob, @@bob, @b"), []);
});
