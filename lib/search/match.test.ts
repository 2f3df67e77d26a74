import assert from "node:assert/strict";
import { test } from "node:test";
import { processorMs } from "@/test/support/processor-time";
import { matches, rangesIn, scoreOf } from "./match";
import { fold, isShort, keyOf, ngramsOf, ngramsWithin } from "./ngrams";
import { parse } from "./query";

const texts = [
	"How do I install Ubuntu?",
	"see `snake_case`, fooBar and std::vector<int> a->b; C++",
	"한국어 검색은 어떻게 하나요",
	"東京タワーへ行きたい",
	"Привет, мир! Ёлка и ещё что-то",
	"naïve café ﬁle ΟΔΟΣ İstanbul",
	"shipping 🎉 today 👩‍👩‍👧",
	"go to c",
	"x".repeat(4000),
];
/** [query, the texts that match] */
const asked: [string, number[]][] = [
	["install", [0]],
	["INSTALL ubuntu", [0]],
	["buntu", [0]],
	["inst", [0]],
	["fooBar", [1]],
	["case", [1]],
	["snake_case std::vector", [1]],
	["a->b", [1]],
	["c++", [1]],
	["검색", [2]],
	["국", [2]],
	["어떻게 하나요", [2]],
	["京タ", [3]],
	["タワー", [3]],
	["привет МИР", [4]],
	["елка еще", [4]],
	["naive CAFE file", [5]],
	["οδος istanbul", [5]],
	["🎉", [6]],
	["go", [7]],
	["c", [1, 7]],
	['"to c"', [7]],
	["o i", []],
	['"Ubuntu install"', []],
	["install -ubuntu", []],
	["xxxx", [8]],
	["c; Ubuntu?", []],
	["->", [1]],
	["и,", []],
	["👩‍👩‍👧", [6]],
];

test("every match is found by its keys: no key excludes a matching text", () => {
	for (const [text, expected] of asked) {
		const query = parse(text);
		const found = texts.flatMap((text, at) => (matches(fold(text), query) ? [at] : []));
		assert.deepEqual(found, expected, text);
		for (const at of expected) {
			const grams = ngramsOf(fold(texts[at] ?? ""));
			for (const term of query.terms)
				for (const gram of term.whole ? [` ${term.text} `] : ngramsWithin(term.text))
					assert.ok(grams.has(gram), `${text}: “${gram}” is no piece of “${texts[at]}”`);
		}
	}
});

test("one or two letters, or one with a symbol, match whole words only; one symbol matches nothing", () => {
	assert.deepEqual(
		["c", "go", "->", "c#", "$5", "a-", "한", "abc", "+", "c++", "50%"].map((word) => isShort(word)),
		[true, true, true, true, true, true, false, false, false, false, false],
	);
	assert.equal(ngramsWithin("+").size, 0);
});

test("a trigram has a different key in each channel", () => {
	const numbers = new Set<number>();
	for (let root = 1; root <= 50; root++) for (const gram of ngramsOf(texts.join(" "))) numbers.add(keyOf(root, gram));
	assert.equal(numbers.size, 50 * ngramsOf(texts.join(" ")).size);
	for (const number of numbers) assert.equal(number, number | 0);
});

test("highlights are at the offsets of the original text, whatever was normalized", () => {
	const marked = (content: string, query: string) =>
		rangesIn(content, parse(query).terms).map(([start, end]) => content.slice(start, end));
	assert.deepEqual(marked("A **Proof** of  the proofs", "proof"), ["Proof", "proof"]);
	assert.deepEqual(marked("cafe\u0301 Café  ﬁle", "cafe file"), ["cafe\u0301", "Café", "ﬁle"]);
	assert.deepEqual(marked("one\n\n two three", '"two three" one'), ["one", "two three"]);
	assert.deepEqual(marked("one\n\n two", '"one two"'), ["one\n\n two"]);
	assert.deepEqual(marked("🎉 한국어!", "국어 🎉"), ["🎉", "국어"]);
	assert.deepEqual(marked("go gopher go", "go"), ["go", "go"]);
	assert.deepEqual(marked("aaaa", "aa"), []);
	assert.deepEqual(marked("abcabc", "abca bcab"), ["abcab"]);
	assert.equal(rangesIn("no ".repeat(1000), parse("no").terms).length, 50);
});

test("better matches score higher: whole words, in order, in short and recent text", () => {
	const score = (text: string, query: string, days = 0) => scoreOf(fold(text), parse(query).terms, days * 86_400_000);
	assert.ok(score("a proof", "proof") > score("proofs", "proof"));
	assert.ok(score("proofs", "proof") > score("waterproofs", "proof"));
	assert.ok(score("soft proof", "soft proof") > score("proof that is soft", "soft proof"));
	assert.ok(score("soft proof", "proof") > score(`soft proof ${"and more ".repeat(200)}`, "proof"));
	assert.ok(score("soft proof", "proof", 1) > score("soft proof", "proof", 300));
});

test("normalizing a pathological text is fast", () => {
	const begun = processorMs();
	for (const text of ["e\u0301".repeat(2000), " ".repeat(4000), "\u200d".repeat(4000), "漢".repeat(4000)]) {
		ngramsOf(fold(text));
		rangesIn(text, parse("ab").terms);
	}
	assert.ok(processorMs() - begun < 1000);
});
