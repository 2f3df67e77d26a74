import assert from "node:assert/strict";
import { test } from "node:test";
import { isAppError } from "../errors";
import { periodFrom } from "./dates";
import { parse } from "./query";

const now = new Date("2026-11-23T01:30:00Z");
const why = (text: string): string => {
	try {
		parse(text, "UTC", now);
	} catch (error) {
		if (isAppError(error)) return error.fields?.q ?? "no field";
	}
	return "was understood";
};
const words = (text: string) => parse(text).terms.map((term) => term.text);

test("rejects an unreadable filter and names it", () => {
	for (const [text, expected] of [
		["from:", /^from: needs a value/],
		['in:"" x', /^in: needs a value/],
		["has:cheese", /^has:cheese is not known.*link, image/],
		["is:late", /^is:late .*is:pinned/],
		["has:pinned", /^has:pinned/],
		["before:soon", /^before:soon is no date/],
		["during:2026-02-30", /no date/],
		["after:2026-13", /no date/],
		["before:1969", /no date/],
		["from:ada from:bob", /^from: is given twice/],
		["-from:ada x", /^Only words can be left out/],
		["+", /too short/],
		["", /Type a word/],
		[Array.from({ length: 13 }, (_, n) => `word${n}`).join(" "), /12 words/],
	] as const)
		assert.match(why(text), expected, text);
});

test("distinguishes words, phrases and exclusions; code counts as words", () => {
	assert.deepEqual(words('Naïve "Two  Words" std::vector a->b http://x.example/in:y snake_case --force xfrom:me'), [
		...["naive", "two words", "std::vector", "a->b", "http://x.example/in:y", "snake_case", "--force", "xfrom:me"],
	]);
	assert.deepEqual(words('never "closed at all'), ["never", "closed at all"]);
	const { terms, without } = parse('keep -drop -"drop this" -> C');
	assert.deepEqual(terms, [
		{ text: "keep", whole: false },
		{ text: "->", whole: true },
		{ text: "c", whole: true },
	]);
	assert.deepEqual(
		without.map(({ text }) => text),
		["drop", "drop this"],
	);
});

test("filters accept names in any case, also in quotation marks", () => {
	const query = parse('FROM:@Ada in:#General server:"Contour Club" mentions:me HAS:Link has:image is:pinned words');
	assert.deepEqual(
		[query.from, query.in, query.server, query.mentions, query.traits],
		["ada", "general", "Contour Club", "me", ["link", "image", "pinned"]],
	);
});

test("days begin in the user's time zone, and periods only ever narrow", () => {
	const at = (text: string, zone: string) => {
		const period = periodFrom(text, zone, now);
		return period && [period.start.toISOString(), period.end.toISOString()];
	};
	assert.deepEqual(at("2026-11", "UTC"), ["2026-11-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"]);
	assert.deepEqual(at("2026", "UTC"), ["2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"]);
	assert.deepEqual(at("today", "Asia/Seoul"), ["2026-11-22T15:00:00.000Z", "2026-11-23T15:00:00.000Z"]);
	assert.deepEqual(at("yesterday", "America/New_York"), ["2026-11-21T05:00:00.000Z", "2026-11-22T05:00:00.000Z"]);
	// The clocks go forward on that day in Oslo: it has 23 hours.
	assert.deepEqual(at("2026-03-29", "Europe/Oslo"), ["2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"]);
	// In Beirut they do so at midnight, which does not exist.
	assert.deepEqual(at("2026-03-29", "Asia/Beirut")?.[0], "2026-03-28T22:00:00.000Z");
	assert.deepEqual(at("2026-09-06", "America/Santiago")?.[0], "2026-09-06T04:00:00.000Z");
	assert.equal(at("2026-11-31", "UTC"), null);
	const { since, until } = parse("after:2026-11-20 before:2026-11-23 during:2026 x");
	assert.deepEqual(
		[since?.toISOString(), until?.toISOString()],
		["2026-11-21T00:00:00.000Z", "2026-11-23T00:00:00.000Z"],
	);
});
