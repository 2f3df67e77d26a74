import assert from "node:assert/strict";
import { test } from "node:test";
import { growth } from "@/test/support/processor-time";
import { channelNameOf, confusableKey, mayFit, toLines, toSingleLine } from "./single-line";

test("a line loses every character that turns, breaks, hides or covers the text around it", () => {
	for (const [given, expected] of [
		["Eve\u202Eabc", "Eveabc"],
		["\u2066Eve\u2069", "Eve"],
		["\u061CEve\u200E\u200F", "Eve"],
		["a\nb\r\nc\u2028d\u2029e\u0085f\tg", "a b c d e f g"],
		["a\u200Bb\u2060c\uFEFFd\u00ADe\u180Ef", "abcdef"],
		["ad\u200Dmin\u200C", "admin"],
		["E\u{E0061}\u{E0062}\u{E007F}ve", "Eve"],
		["a\uFE0Fb\u{E0101}c", "abc"],
		["\u3164\u115F\uFFA0x", "x"],
		["a\u0007b\u009Bc", "abc"],
		["\u2800\u2800x".replace(/\u2800/g, ""), "x"],
	] as const)
		assert.equal(toSingleLine(given), expected, JSON.stringify(given));
	for (const marks of ["\u0301", "\u0489", "\u20DD", "\u0E49", "\u0327\u0301"])
		assert.ok([...toSingleLine(`o${marks.repeat(150)}`)].length <= 8);
	for (const [letter, marker] of ["ก\u0E49", "ا\u064B", "क\u0951"] as const)
		for (const between of [1, 3, 6])
			assert.ok(
				[...toSingleLine(`${letter}${`${marker?.repeat(between)}\u200D`.repeat(30)}${letter}`)].length <= 15,
				marker,
			);
});

test("a line keeps the characters that scripts and emoji need", () => {
	for (const text of [
		"می\u200Cخواهم",
		"क्\u200Dष",
		"శ్రీ",
		"ทั่วไป",
		"שָׁלוֹם",
		"👨\u200D👩\u200D👧",
		"🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} Eve",
		"❤\uFE0F 1\uFE0F\u20E3",
		"葛\u{E0100}城",
		"José Ñandú Åse",
		"김지우",
		"a  b",
	])
		assert.equal(toSingleLine(text), text.normalize("NFC"), JSON.stringify(text));
	assert.equal(toSingleLine("e\u0301"), "é");
	assert.equal(toSingleLine("a\0b"), "a\0b");
});

test("text of several lines keeps its line breaks and otherwise follows the rules of a line", () => {
	assert.equal(toLines("a\u202Eb\r\nc\u2028d\n\ne\u200B"), "ab\nc\nd\n\ne");
});

test("the quick check of a length refuses nothing that fits once it is normalized", () => {
	const pieces = [
		..."a가漢.1 \u1112\u1161\u11AB\u0301\u0489\u200C\u200D\u2800\uFE0F\uFF76\uFF9E\uFF9F\u3164\n\u2028İ👨🏽🏴\u{E0067}\u{16D63}\u{16D67}\u{E0100}",
	];
	let state = 1;
	const random = (below: number) => {
		state = (state * 48271) % 2147483647;
		return state % below;
	};
	for (let round = 0; round < 1000; round++) {
		const some = Array.from({ length: 1 + random(3) }, () => pieces[random(pieces.length)] ?? "");
		const text = Array.from({ length: 1 + random(120) }, () => some[random(some.length)] ?? "").join("");
		for (const prepare of [toSingleLine, toLines, channelNameOf]) {
			const length = [...prepare(text.trim()).trim()].length;
			assert.ok(mayFit(text, length), JSON.stringify(text));
		}
	}
	for (let code = 0x80; code < 0x110000; code++) {
		const letter = String.fromCodePoint(code);
		const parts = letter.normalize("NFD");
		if (parts !== letter) assert.ok(mayFit(parts, [...toSingleLine(parts)].length), code.toString(16));
	}
	assert.ok(mayFit("a".repeat(300), 100) && !mayFit("a".repeat(301), 100));
});

test("names that look alike have one skeleton, others have not", () => {
	for (const name of [
		"Ada",
		"ADA",
		"Аdа",
		"Αda",
		"Ａｄａ",
		"A d a",
		"Ada\u200B",
		"Âdá",
		"𝒜da",
		"a-d.a_",
		"Ꭺda",
		"ꓮꓓꓮ",
		"ⲁda",
		"ᴀᴅᴀ",
	])
		assert.equal(confusableKey(name), confusableKey("Ada"), name);
	assert.equal(confusableKey("Bill"), confusableKey("BiIl"));
	for (const [real, taken] of [
		["Henry", "\u0397enry"],
		["Nina", "\u039Dina"],
		["Yves", "\u03A5ves"],
		["Bob", "\u0392ob"],
		["Zoe", "\u0396oe"],
		["nina", "\u03B7ina"],
	] as const)
		assert.equal(confusableKey(taken), confusableKey(real), taken);
	assert.equal(confusableKey("Modem"), confusableKey("M0dern"));
	for (const name of ["Adam", "Eda", "Ida", "Daa"]) assert.notEqual(confusableKey(name), confusableKey("Ada"), name);
});

test("preparing the worst line takes linear time", () => {
	for (const piece of ["\u200D", "🏴\u{E0067}", "o\u0301", "क्\u200D", "葛\u{E0100}", "1\uFE0F\u20E3", "👨\u200D"]) {
		const grows = growth((times) => toLines(piece.repeat((12_500 * times) / piece.length)));
		assert.ok(grows < 24, `${JSON.stringify(piece)} grows ${grows} times`);
	}
});
