import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "@/bench/chaos/random";
import { processorMs } from "@/test/support/processor-time";
import { range } from "@/test/support/socket-client";
import { fold } from "./fold";
import { FoldedWords, foldWord } from "./fold-word";
import { atOnce } from "./slices";
import { WordIndex } from "./word-index";

/** Each word belongs to a rule of its own, as far as there are rules. */
function indexOf(words: readonly string[], spacedLetters = true): WordIndex {
	const index = new WordIndex();
	for (const [n, word] of words.entries()) {
		const folded = foldWord(word, spacedLetters);
		if (!folded) continue;
		const one = new FoldedWords(1);
		one.add(folded);
		atOnce(index.add(n % 50, one));
	}
	atOnce(index.finish());
	return index;
}

function found(index: WordIndex, text: string): string[] {
	const parts: string[] = [];
	index.search(text, (_, from, to) => {
		parts.push(text.slice(from, to));
		return false;
	});
	return [...new Set(parts)];
}
const finds = (word: string, text: string, spacedLetters = true) => found(indexOf([word], spacedLetters), text);

test("finds a word however it is disguised, at its place in the text", () => {
	for (const [word, text, part] of [
		["kiln", "The KILN is on", "KILN"],
		["kiln", "ｋｉｌｎ", "ｋｉｌｎ"],
		["cafe", "a Café!", "Café"],
		["cafe", "cafe\u0301", "cafe\u0301"],
		["café", "CAFE", "CAFE"],
		["nitro", "free n\u0336i\u0336t\u0336r\u0336o", "n\u0336i\u0336t\u0336r\u0336o"],
		["spam", "sp\u200bam", "sp\u200bam"],
		["spam", "s\u00adp\u2060am", "s\u00adp\u2060am"],
		["spam", "ѕраm", "ѕраm"],
		["shop", "ЅНОР", "ЅНОР"],
		["fork", "ꜰᴏʀᴋ", "ꜰᴏʀᴋ"],
		["fork", "𝓯𝓸𝓻𝓴 𝕗𝕠𝕣𝕜 ⓕⓞⓡⓚ".slice(0, 8), "𝓯𝓸𝓻𝓴"],
		["fork", "🅵🅾🅁🅺".replace("🅁", "r"), "🅵🅾r🅺"],
		["fork", "🇫🇴🇷🇰", "🇫🇴🇷🇰"],
		["casino", "c4s1n0", "c4s1n0"],
		["casino", "ca$ino", "ca$ino"],
		["casino", "@casino", "casino"],
		["hello", "he11o", "he11o"],
		["spam", "**s**pam", "s**pam"],
		["spam", "s p a m", "s p a m"],
		["spam", "so s.p.a.m", "s.p.a.m"],
		["spam", "s-p-a-m!", "s-p-a-m"],
		["spam", "ѕ _ p _ а _ m", "ѕ _ p _ а _ m"],
		["field trip", "FIELD \n trip", "FIELD \n trip"],
		["c++", "I like C++!", "C++"],
		["дом", "ДОМ", "ДОМ"],
		["λόγος", "ΛΟΓΟΣ", "ΛΟΓΟΣ"],
		["straße", "STRASSE", "STRASSE"],
		["كلب", "كَلْب", "كَلْب"],
		["كلب", "كـــلب", "كـــلب"],
		["바보", "너는 바보야", "바보"],
		["바보", "ㅂㅏㅂㅗ", "ㅂㅏㅂㅗ"],
		["바보", "바 보", "바 보"],
		["바보", "바보".normalize("NFD"), "바보".normalize("NFD")],
		["ㅅㅂ", "ㅅㅂ", "ㅅㅂ"],
		["東京", "私は東京都に住む", "東京"],
		["spam", "spam을 보내지 마", "spam"],
		["spam*", "SPAMMERS", "SPAM"],
		["*spam*", "antispams", "spam"],
		["🍆", "for you 🍆🍆", "🍆"],
	] as const)
		assert.ok(finds(word, text).includes(part), `${word} in ${text}: ${finds(word, text)}`);
});

test("finds no word within another, and none in numbers, prices or neighbouring words", () => {
	for (const [word, text] of [
		["cunt", "Scunthorpe"],
		["ass", "a class in Sussex"],
		["ass", "room 455"],
		["tit", "title"],
		["ball", "bail"],
		["bum", "burn"],
		["cum", "curn"],
		["spam", "spams"],
		["spam", "anti_spams"],
		["sos", "505"],
		["is", "I s"],
		["ape", "a pe"],
		["at", "a b a t"],
		["시발", "다시발표"],
		["가", "각"],
		["가구", "각우"],
		["東京", "京東"],
		["spam", ""],
		["hi", "h\n\n\n\n\n\ni"],
	] as const)
		assert.deepEqual(finds(word, text), [], `${word} in ${text}`);
	assert.deepEqual(finds("spam", "s p a m", false), []);
	assert.deepEqual(finds("spam*", "antispam"), []);
	assert.deepEqual(finds("*spam", "spammer"), []);
});

test("marks of scripts in which they are letters make another word", () => {
	assert.deepEqual(finds("कि", "की"), []);
	assert.deepEqual(finds("กา", "กี"), []);
	assert.deepEqual(finds("か", "が"), []);
	assert.deepEqual(finds("が", "か\u3099"), ["か\u3099"]);
});

/** A whole word by comparing letter by letter, without an index. */
function naive(words: string[], text: string): Set<number> {
	const hits = new Set<number>();
	for (const [n, word] of words.entries())
		for (let from = 0; from + word.length <= text.length; from++) {
			const isWhole =
				(from === 0 || text[from - 1] === " ") &&
				(from + word.length === text.length || text[from + word.length] === " ");
			if (isWhole && text.startsWith(word, from)) hits.add(n);
		}
	return hits;
}

test("finds exactly the words that comparing letter by letter finds, in 2,000 generated texts", () => {
	const generator = new Random(20_261_129);
	const random = (below: number) => generator.below(below);
	const word = () => Array.from({ length: 1 + random(4) }, () => "abcé"[random(3)]).join("");
	for (let round = 0; round < 100; round++) {
		const words = [
			...new Set(Array.from({ length: 1 + random(40) }, () => (random(4) ? word() : `${word()} ${word()}`))),
		];
		const index = indexOf(words, false);
		for (let n = 0; n < 20; n++) {
			const text = Array.from({ length: random(12) }, word).join(" ");
			const hits = new Set<number>();
			index.search(text, (rule) => {
				hits.add(rule);
				return false;
			});
			assert.deepEqual([...hits].sort(), [...naive(words, text)].sort(), `${words} in ${text}`);
		}
	}
});

test("finds every rule that has a word, each with its own ends", () => {
	const index = indexOf(["spam", "spam*", "*spam", "spam"]);
	const hits = (text: string) => {
		const rules: number[] = [];
		index.search(text, (rule) => {
			rules.push(rule);
			return false;
		});
		return rules.sort();
	};
	assert.deepEqual(hits("spam"), [0, 1, 2, 3]);
	assert.deepEqual(hits("spammer"), [1]);
	assert.deepEqual(hits("antispam"), [2]);
});

test("searches 50,000 words in about the time of 50, and hostile texts in linear time", () => {
	const words = (count: number) => indexOf(range(1, count).map((n) => `word${(n * 7919).toString(36)}`));
	const text = "some words that nobody listed, and w0rds w1th d1gits ".repeat(75);
	const took = (index: WordIndex, of = text) => {
		for (const _ of range(1, 5)) index.search(of, () => false);
		const before = processorMs();
		for (const _ of range(1, 20)) index.search(of, () => false);
		return processorMs() - before;
	};
	const [few, many] = [words(50), words(50_000)];
	assert.ok(took(many) < 8 * took(few) + 20);
	for (const hostile of ["a ", "0", "a0", "*", "a*", "1|", "ﷺ", "가", "\u0301", "\u200b", "𝓪"])
		assert.ok(took(many, hostile.repeat(4000 / hostile.length)) < 600, JSON.stringify(hostile));
});

test("a text of ligatures hides nothing behind them", () => {
	assert.ok(fold("ﷺ".repeat(4000)).length <= 12_000);
	assert.deepEqual(finds("spam", `${"ﷺ".repeat(3990)} spam`), ["spam"]);
});

test("a word of which nothing is left cannot be listed", () => {
	for (const word of ["", "\u200b", "**", "\u0301", "ﷺ".repeat(200)])
		assert.equal(foldWord(word, true), null, JSON.stringify(word));
	assert.notEqual(foldWord("*", true), null);
});
