import assert from "node:assert/strict";
import { test } from "node:test";
import { match, matchesFuzzy, matchWithin } from "./fuzzy-match";

/** The name with the match in brackets. */
const marked = (typed: string, name: string, found = match(typed, name)) => {
	assert.ok(found, `${typed} in ${name}`);
	return found.ranges.reduceRight(
		(text, [from, to]) => `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`,
		name,
	);
};

test("returns null without a match", () => {
	for (const [typed, name] of [
		["kiln", "general"],
		["lareneg", "general"],
		["generals", "general"],
	] as const)
		assert.equal(match(typed, name), null, typed);
});

test("a prefix ranks above the start of a word, that above a substring, that above scattered letters", () => {
	const fit = (typed: string, name: string) => match(typed, name)?.fit;
	assert.equal(fit("prin", "printing-and-paper"), matchesFuzzy.start);
	assert.equal(fit("pap", "printing-and-paper"), matchesFuzzy.word);
	assert.equal(fit("int", "printing-and-paper"), matchesFuzzy.inside);
	assert.equal(fit("pap", "printing-paper"), matchesFuzzy.word, "the word, though the letters come before");
	assert.equal(fit("pgp", "printing-and-paper"), matchesFuzzy.scattered);
	for (const [typed, name] of [
		["pr", "upper"],
		["sx", "The Long Society of Upper Saxony"],
		["p r", "upper"],
		["gn", "general"],
	] as const)
		assert.equal(fit(typed, name), undefined, `${typed} in ${name}`);
	assert.equal(fit("", "general"), matchesFuzzy.start);
});

test("case, accents and dashes do not matter, and the original characters are marked", () => {
	assert.equal(marked("CARTO", "cartography"), "[carto]graphy");
	assert.equal(marked("zielinski", "Tomasz Zieliński"), "Tomasz [Zieliński]");
	assert.equal(marked("joão", "Joao"), "[Joao]");
	assert.equal(marked("cafe", "Cafe\u0301 Noir"), "[Cafe\u0301] Noir");
	assert.equal(marked("strasse", "Hauptstraße"), "Haupt[straße]");
	assert.equal(marked("oresund", "Øresund"), "[Øresund]");
	assert.equal(marked("field trips", "field-trips"), "[field-trips]");
	assert.equal(marked("fox", "🦊 Fox"), "🦊 [Fox]");
	assert.equal(marked("gnl", "general"), "[g]e[n]era[l]");
});

test("Hangul matches while a syllable is still being composed", () => {
	for (const typed of ["ㅎ", "하", "한", "한ㄱ", "한구", "한국"]) {
		const found = match(typed, "한국어 산책");
		assert.equal(found?.fit, matchesFuzzy.start, typed);
	}
	assert.equal(match("한", "하나")?.fit, matchesFuzzy.start);
	assert.equal(marked("산", "한국어 산책"), "한국어 [산]책");
	assert.equal(match("강", "한국어 산책"), null);
});

test("a name within another is found by words of both", () => {
	const found = matchWithin("loaf gen", "general", "Loaf");
	assert.equal(marked("loaf gen", "general", found), "[gen]eral");
	assert.equal(matchWithin("loaf kiln", "general", "Loaf"), null);
	assert.equal(matchWithin("loaf", "general", "Loaf"), null, "one word is of the name");
	assert.equal(matchWithin("loaf lo", "general", "Loaf"), null, "nothing of the name itself");
});
