import assert from "node:assert/strict";
import { test } from "node:test";
import { excerptOf, keywordTextOf, linksOf, parse, plainText } from "./index";

test("a spoiler hides its text in every excerpt", () => {
	for (const typed of [
		"||the butler did it|| @ann",
		"||the butler⏎⏎did it||",
		"he said: ||the butler⏎⏎```⏎did it⏎```⏎⏎- really|| wow",
		"||⏎the butler did it⏎||",
		"> ||the butler⏎>⏎> did it||",
		"- ||the butler did it||⏎- b",
		"|| the butler did it ||",
		"[the ||butler||](https://example.com)",
		"| who |⏎|---|⏎| \\|\\|butler\\|\\| |",
		"| who | how |⏎|---|---|⏎| ||butler|| | x |",
		"||⏎| who |⏎|---|⏎| butler |⏎||",
		"범인은||butler||입니다",
		"**||butler||**",
		"# ||butler||",
		"(||butler||)",
	])
		assert.doesNotMatch(excerptOf(typed.replaceAll("⏎", "\n"), 500), /butler|did it/, typed);
	assert.equal(excerptOf("||the butler did it|| @ann", 100), "█████ @ann");
	assert.equal(excerptOf("||the butler did it|| @ann", 100, "spoiler"), "spoiler @ann");
	assert.equal(excerptOf("a **b** `c` [d](https://e.example)", 100), "a b c d");
	assert.equal(excerptOf("🎉🎉", 3), "🎉");
});

test("an excerpt contains no markup of any kind, each alone in a message", () => {
	for (const typed of [
		...["`kiln`", "**kiln**", "_kiln_", "~~kiln~~", "[kiln](https://a.example)", "<https://kiln>", "$kiln$"],
		...["\\*kiln\\*", "\\@kiln", "~~~⏎kiln⏎~~~", "> kiln", "# kiln", "- kiln", "+ kiln", "   > kiln", "a⏎- kiln"],
	])
		assert.match(excerptOf(typed.replaceAll("⏎", "\n"), 100), /^(?:a\n)?(?:https:\/\/)?[*@]?kiln[*]?$/, typed);
	assert.equal(excerptOf("1) kiln", 100), "1. kiln");
	for (const typed of ["**ki**ln", "ki~~l~~n", "ki<https://l>n", "\\_ki_ln", "[ki](https://a.example)ln", "`c` kiln"])
		assert.equal(keywordTextOf(typed).trim(), plainText(parse(typed), { withoutCode: true }).trim(), typed);
});

test("keywords are searched in the visible text, without code", () => {
	assert.equal(keywordTextOf("plain words").trim(), "plain words");
	assert.match(keywordTextOf("the k**il**n"), /the kiln/);
	for (const typed of ["`kiln`", "~~~\nkiln\n~~~", "``kiln``", "look: ```\nkiln\n```", "[x](https://kiln.example)"])
		assert.doesNotMatch(keywordTextOf(typed), /kiln/, typed);
	for (const typed of ["write ``` to quote, kiln", "||kiln||", "> kiln", "[kiln](https://x.example)", "`kiln"])
		assert.match(keywordTextOf(typed), /kiln/, typed);
});

test("only visible, complete links get previews", () => {
	const links: Record<string, string[]> = {
		"~~~⏎https://a.example⏎~~~": [],
		"``https://a.example``": [],
		"||https://a.example⏎⏎b||": [],
		"[||x||](https://a.example)": [],
		"<https://a.example>": [],
		"write ``` and https://a.example": ["https://a.example/"],
		"if (a || https://a.example || b)": ["https://a.example/"],
		"**https://a.example/x**": ["https://a.example/x"],
		"[x](https://a.example/x)": ["https://a.example/x"],
		"gdal.org": [],
	};
	for (const [typed, urls] of Object.entries(links))
		assert.deepEqual(linksOf(typed.replaceAll("⏎", "\n")), urls, typed);
});
