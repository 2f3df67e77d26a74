import assert from "node:assert/strict";
import { test } from "node:test";
import { RE2JS } from "re2js";
import { Random } from "@/bench/chaos/random";
import { processorMs } from "@/test/support/processor-time";
import { range } from "@/test/support/socket-client";
import { buildPattern } from "./pattern";
import { PatternProduct } from "./pattern-product";
import { PatternError } from "./pattern-program";
import { PatternSet } from "./pattern-set";
import { toPlain } from "./plain-text";
import { atOnce } from "./slices";

const build = (source: string) => atOnce(buildPattern(source));
const setOf = (...sources: string[]) =>
	atOnce(PatternSet.build(sources.map((source, rule) => ({ rule, pattern: build(source) }))));

function hits(set: PatternSet, text: string): number[] {
	const rules: number[] = [];
	set.search(text, (rule) => {
		rules.push(rule);
		return false;
	});
	return rules;
}

const generator = new Random(20_261_129);
const random = (below: number) => generator.below(below);
const oneOf = <T>(list: readonly T[]): T => list[random(list.length)] as T;

const atoms = ["a", "b", "c", ".", "\\w", "\\d", "[ab]", "[^a]", "é", "(?-i:K)", "\\s", "가", "[k-z]", "[가-힣]"];
const places = ["\\b", "\\B", "^", "$", "(?m:^)", "(?m:$)"];
const counts = ["", "", "", "*", "+", "?", "{0,3}", "{2}", "{1,2}?", "*?"];

function generate(depth: number): string {
	const choice = random(4);
	if (depth > 0 && choice === 2) return `(?:${generate(depth - 1)}|${generate(depth - 1)})${oneOf(counts)}`;
	if (depth > 0 && choice === 3) return generate(depth - 1) + generate(depth - 1);
	return range(0, random(3))
		.map(() => (random(6) === 0 ? oneOf(places) : oneOf(atoms) + oneOf(counts)))
		.join("");
}

test("an automaton matches exactly what re2js matches, for 8,000 generated patterns and texts", () => {
	const letters = ["a", "b", "c", "K", "k", "s", "É", "é", " ", "\n", "_", "1", "가", "힣", "😀"];
	for (let round = 0; round < 400; round++) {
		const source = generate(3);
		const expected = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
		const set = setOf(source);
		for (let n = 0; n < 20; n++) {
			const text = range(1, random(9) + 1)
				.map(() => oneOf(letters))
				.join("");
			assert.equal(hits(set, text).length > 0, expected.test(text), JSON.stringify([source, text]));
		}
	}
});

test("patterns that share an alphabet do not change what the others match", () => {
	for (let round = 0; round < 60; round++) {
		const sources = range(1, 12).map(() => generate(2));
		const set = setOf(...sources);
		const alone = sources.map((source) => setOf(source));
		for (let n = 0; n < 20; n++) {
			const text = range(1, 10)
				.map(() => oneOf(["a", "b", "K", "é", " ", "\n", "1", "가", "😀", "\u{10ffff}"]))
				.join("");
			assert.deepEqual(
				hits(set, text),
				alone.flatMap((one, rule) => (hits(one, text).length > 0 ? [rule] : [])),
			);
		}
	}
});

test("refuses a pattern with a mistake, or with an automaton that would be too large, and names the reason", () => {
	for (const source of ["(", "[a", "a**", "(?<x", "\\1", "(?=a)", "a{1001}", "*"])
		assert.throws(() => build(source), PatternError, source);
	for (const source of [
		"[a-q][^u-z]{13,60}x",
		"(a|b)*a(a|b){20}c",
		"(.{1,100}){1,8}zz",
		"(\\w{1,300}){3}",
		"((a{100}){100}){100}",
		"[ab]*a[ab]{12}(?:c?){200}x",
		String.fromCodePoint(...range(0, 299).map((n) => 0xac00 + 2 * n)),
	])
		assert.throws(() => build(source), /complex|invalid repeat|too large|bad repetition/i, source);
});

test("a gap of a bounded length needs a small automaton", () => {
	for (const source of ["free.{0,60}nitro", "x{0,200}y", "\\b\\w{1,60}@", "[\\p{L}\\p{N}]{0,40}kiln"])
		assert.ok(build(source).table.length < 5000, source);
});

test("50 of the largest patterns take milliseconds for a message, whatever its text", () => {
	const largest = [
		"(a|b)*a(a|b){12}c",
		"a.{10,20}b",
		"(?s)a.{5}b.{5}c",
		"\\p{L}{50,100}x",
		"(?:a?){50}a{50}c",
		"(x+x+)+y",
	];
	const set = setOf(...range(0, 49).map((n) => largest[n % largest.length] ?? ""));
	const texts = ["a", "ab", "a ", "abc", "x", "가a", "😀"].map((part) => part.repeat(4000 / part.length));
	texts.push(
		range(1, 4000)
			.map(() => oneOf([..."abx c"]))
			.join(""),
	);
	for (const text of texts) hits(set, text);
	for (const text of texts) {
		const before = processorMs();
		for (const _ of range(1, 10)) hits(set, text);
		assert.ok(processorMs() - before < 200, text.slice(0, 10));
	}
});

test("reads styled, full-width and interrupted letters as plain ones, and keeps their places", () => {
	const original = "a\u200bb ｃ 𝓭 e\u0301 \u1100\u1161 ㅋㅋ";
	const { text, from } = toPlain(original);
	assert.equal(text, "ab c d é 가 ㅋㅋ");
	assert.equal(from?.[1], 2);
	assert.equal(from?.[text.length], original.length);
	assert.deepEqual(toPlain("ascii"), { text: "ascii", from: null });
	const before = processorMs();
	toPlain(`a${"\u0301\u0316".repeat(2000)}`);
	assert.ok(processorMs() - before < 500);
});

test("all patterns together match the same as each by itself, and usual texts are read once for all", (context) => {
	const sources = range(1, 50).map((n) => `(?:a|b)*a(?:a|b){${n % 12}}c|word${n}`);
	const set = setOf(...sources);
	const matchers = sources.map((source) => RE2JS.compile(source, RE2JS.CASE_INSENSITIVE));
	const expected = (text: string) => matchers.flatMap((matcher, rule) => (matcher.test(text) ? [rule] : []));
	const { run } = PatternProduct.prototype;
	const counts = { inOneStep: 0, byPattern: 0 };
	const countRuns: typeof run = function (this: PatternProduct, text, length) {
		const matching = run.call(this, text, length);
		counts[matching ? "inOneStep" : "byPattern"]++;
		return matching;
	};
	context.after(() => Object.assign(PatternProduct.prototype, { run }));
	for (let round = 0; round < 300; round++) {
		const text = range(1, 200)
			.map(() => oneOf([..."aaabbb x"]))
			.join("")
			.concat(oneOf(["", "c", "word7", "x"]));
		for (const way of [countRuns, () => null]) {
			PatternProduct.prototype.run = way;
			assert.deepEqual(hits(set, text), expected(text), text);
		}
	}
	assert.ok(counts.inOneStep > 290 && counts.byPattern > 0, JSON.stringify(counts));
});
