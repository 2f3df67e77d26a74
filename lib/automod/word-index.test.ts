import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "@/bench/chaos/random";
import { range } from "@/test/support/socket-client";
import { type Folded, fold, foldReading, spacedLettersOf } from "./fold";
import { kinds } from "./fold-character";
import { FoldedWords, foldWord } from "./fold-word";
import { readingsOf } from "./readings";
import { atOnce } from "./slices";
import { WordIndex } from "./word-index";
import { WordTrie } from "./word-trie";

const generator = new Random(20_261_129);
const random = (below: number) => generator.below(below);
const oneOf = <T>(list: readonly T[]): T => list[random(list.length)] as T;
const generate = (letters: readonly string[], most: number) =>
	range(1, 1 + random(most))
		.map(() => oneOf(letters))
		.join("");

type Listed = { word: string; rule: number; spacedLetters: boolean };
type Place = [rule: number, from: number, to: number];

function indexOf(listed: readonly Listed[]): WordIndex {
	const index = new WordIndex();
	for (const { word, rule, spacedLetters } of listed) {
		const words = new FoldedWords(1);
		const folded = foldWord(word, spacedLetters);
		if (folded) words.add(folded);
		atOnce(index.add(rule, words.trim()));
	}
	atOnce(index.finish());
	return index;
}

function rulesIn(index: WordIndex, text: string): number[] {
	const found = new Set<number>();
	index.rulesIn(text, found);
	return [...found].sort((a, b) => a - b);
}

function placesIn(index: WordIndex, text: string): string[] {
	const places = new Set<string>();
	index.search(text, (...place) => {
		places.add(place.join());
		return false;
	});
	return [...places].sort();
}

/** The places at which comparing each word at each place of a text finds it. */
function naivePlaces(listed: readonly Listed[], text: string): Place[] {
	const places: Place[] = [];
	for (const reading of readingsOf(text)) {
		const folded = copyOf(foldReading(reading));
		const spaced = copyOf(spacedLettersOf(foldReading(reading)));
		for (const { word, rule, spacedLetters } of listed) {
			const begins = word.startsWith("*") && word.length > 1;
			const ends = word.endsWith("*") && word.length > 1;
			const { units, kinds: kindsOf } = copyOf(fold(word.slice(begins ? 1 : 0, ends ? -1 : undefined).trim()));
			if (units.length === 0) continue;
			const add = (found: Folded, at: number) =>
				places.push([rule, found.from[at] ?? 0, found.to[at + units.length - 1] ?? 0]);
			for (const at of placesOf(folded, units))
				if ((begins || beginsWord(folded, at)) && (ends || endsWord(folded, at + units.length))) add(folded, at);
			if (!spacedLetters || kindsOf.includes(kinds.separator)) continue;
			for (const at of placesOf(spaced, units)) if (isSpaced(spaced, at, at + units.length)) add(spaced, at);
		}
	}
	return places;
}

const copyOf = ({ length, units, kinds: kindsOf, edges, from, to }: Folded): Folded =>
	Object.assign(Object.create(null), {
		length,
		units: units.slice(0, length),
		kinds: kindsOf.slice(0, length),
		edges: edges.slice(0, length),
		from: from.slice(0, length),
		to: to.slice(0, length),
	});

/** Where whole characters have these units. */
const placesOf = ({ length, units, edges }: Folded, wanted: Uint32Array): number[] =>
	range(0, length - wanted.length).filter(
		(at) =>
			wanted.every((unit, n) => units[at + n] === unit) &&
			((edges[at] ?? 0) & 1) === 1 &&
			((edges[at + wanted.length - 1] ?? 0) & 2) === 2,
	);

const beginsWord = ({ kinds: kindsOf }: Folded, at: number) =>
	at === 0 || kindsOf[at] === kinds.separator || kindsOf[at] === kinds.unspaced || kindsOf[at - 1] !== kindsOf[at];

const endsWord = ({ kinds: kindsOf, length }: Folded, end: number) =>
	end === length || kindsOf[end - 1] !== kinds.word || kindsOf[end] !== kinds.word;

function isSpaced({ kinds: kindsOf, edges, length }: Folded, from: number, to: number): boolean {
	const letters = edges.slice(from, to).filter((edge) => edge & 1).length;
	const isApart = (from === 0 || kindsOf[from - 1] === 0) && (to === length || kindsOf[to] === 0);
	return letters > 2 || (letters === 2 && kindsOf[from] === kinds.hangul && isApart);
}

const scripts = ["ab", "ab c", "a1|b!", "il1|!o0 ", "가각ㄱㅏ ", "각ㅏㄱ바보 .", "ﬁfi½12/…. ", "東京abㅋ각"]
	.concat(["a*_b1 ", "НнAа1b", "\u0301aé\u200be\u0336 ", "𝓪a🅰b ", "ﷺصل a", "\u1100\u1161\u11a8가 ", "a\u200d1\ufe0f|b"])
	.map((letters) => [...letters]);

test("finds exactly what comparing each word at each place finds, at its place, in 1,500 texts of all scripts", () => {
	let found = 0;
	for (const _ of range(1, 150)) {
		const letters = [...oneOf(scripts), ...(random(3) ? [] : oneOf(scripts))];
		const listed = range(1, 1 + random(30)).map(() => ({
			word: `${random(3) ? "" : "*"}${generate(letters, 6).trim()}${random(3) ? "" : "*"}`,
			rule: random(50),
			spacedLetters: random(2) === 0,
		}));
		const index = indexOf(listed);
		for (const _ of range(1, 10)) {
			const text = generate(letters, 30);
			const expected = naivePlaces(listed, text);
			const rules = [...new Set(expected.map(([rule]) => rule))].sort((a, b) => a - b);
			const about = JSON.stringify([text, listed]);
			assert.deepEqual(rulesIn(index, text), rules, about);
			assert.deepEqual(placesIn(index, text), [...new Set(expected.map((place) => place.join()))].sort(), about);
			found += rules.length;
		}
	}
	assert.ok(found > 1500, `${found}`);
});

/** How a text can be read, by regular expressions. */
function readingsByExpressions(text: string): string[] {
	const letterFor: Record<string, string> = {
		...{ "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", $: "s", "!": "i", "|": "i" },
		...{ "€": "e", "£": "l", "¢": "c", "¥": "y" },
	};
	if (!/\p{L}[0134578@$!|€£¢¥*_~`\\]|[0134578@$!|€£¢¥]\p{L}|(?=\P{ASCII})\p{Lu}/u.test(text)) return [text];
	const unmarked = text.replace(/(?<=[\p{L}\p{N}])[*_~`|\\]+(?=[\p{L}\p{N}])/gu, (signs) =>
		"\u200b".repeat(signs.length),
	);
	const read = (one: string) =>
		unmarked.replace(/[\p{L}\p{M}0134578@$!|€£¢¥]+/gu, (word) =>
			/\p{L}/u.test(word)
				? word.replace(/[0134578@$|€£¢¥]|!(?=[\p{L}\d])/gu, (sign) =>
						sign === "1" || sign === "|" ? one : (letterFor[sign] ?? sign),
					)
				: word,
		);
	return [...new Set([text, read("i"), read("l")])];
}

test("reads digits, signs and markup as letters in exactly those places that regular expressions name", () => {
	const letters = [..."ab1!|*_`\\0$2 é\u0301Н𝓪가.@"];
	for (const _ of range(1, 3000)) {
		const text = generate(letters, 12);
		const read = readingsOf(text).map(({ units, length }) => String.fromCharCode(...units.subarray(0, length)));
		assert.deepEqual([...new Set(read)], readingsByExpressions(text), JSON.stringify(text));
	}
});

/** The steps of a check: how often a child of a node is looked up, and how many words are looked at. */
function stepsOf(index: WordIndex, text: string): number {
	const { child, enter } = WordTrie.prototype;
	let steps = 0;
	WordTrie.prototype.child = function (node, unit) {
		steps++;
		return child.call(this, node, unit);
	};
	WordTrie.prototype.enter = function (unit) {
		steps++;
		return enter.call(this, unit);
	};
	try {
		index.rulesIn(text, new Set());
	} finally {
		Object.assign(WordTrie.prototype, { child, enter });
	}
	return steps + index.looked;
}

test("compiling many words takes small steps, also when the tree grows and is linked", () => {
	const words = new FoldedWords(8000);
	for (const n of range(1, 8000)) {
		const folded = foldWord(`${String.fromCodePoint(0x4e00 + n)}${n}abcdefgh`, true);
		if (folded) words.add(folded);
	}
	type Internals = { place(parent: number, child: number): void; step(from: number, unit: number): number };
	const internals = WordTrie.prototype as unknown as Internals;
	const { place, step } = internals;
	let [moves, most] = [0, 0];
	internals.place = function (this: Internals, ...args) {
		moves++;
		place.apply(this, args);
	};
	internals.step = function (this: Internals, ...args) {
		moves++;
		return step.apply(this, args);
	};
	try {
		const index = new WordIndex();
		for (const work of [index.add(0, words.trim()), index.finish()])
			for (let done: boolean | undefined; !done; most = Math.max(most, moves)) {
				moves = 0;
				done = work.next().done;
			}
		assert.equal(rulesIn(index, "\u4e014abcdefgh").length, 0);
		assert.deepEqual(rulesIn(index, "\u4e011abcdefgh"), [0]);
	} finally {
		Object.assign(internals, { place, step });
	}
	assert.ok(most > 0 && most <= 2100, `${most} moves in one step`);
});

const rules = (wordOf: (length: number, rule: number) => string): Listed[] =>
	range(0, 49).flatMap((rule) =>
		range(1, 40).map((length) => ({ word: wordOf(length, rule), rule, spacedLetters: true })),
	);
const hostile: Record<string, Listed[]> = {
	"contained words that are found": rules((length) => `*${"a".repeat(length)}*`),
	"contained words that nearly are": rules((length, rule) => `*${"a".repeat(length)}${"bcdefghij"[rule % 9]}*`),
	"endings of words": rules((length) => `*${"a".repeat(length)}`),
	"plain words": rules((length) => "a".repeat(length)),
	"series of words": rules((length, rule) => `${"a ".repeat(length / 2)}${"bcdefghij"[rule % 9]}`),
	"contained letters of Hangul": rules((length) => `*ㄱ${"각".repeat(length)}*`),
	"contained parts of ligatures": rules((length) => `*i${"fi".repeat(length / 2)}*`),
	"two syllables": rules((length) => (length < 3 ? "각각" : `${"각".repeat(length)}나`)),
};
const parts = [
	"a",
	"a ",
	"a1",
	"a|",
	"a a1",
	"각",
	"각 ",
	"ㄱㅏㄱ",
	"ﬁ",
	"ﬁ ",
	"ﬁ1",
	"0",
	"1!",
	"\u0301",
	"a\u200b",
	"aab",
];

test("a check takes a limited number of steps a character, whatever the words and the text are", () => {
	for (const [name, listed] of Object.entries(hostile)) {
		const index = indexOf(listed);
		for (const part of parts) {
			const text = `${part.repeat(4000 / part.length)}b1`.slice(0, 4000);
			const units = readingsOf(text).reduce((sum, reading) => sum + foldReading(reading).length, 0);
			const steps = stepsOf(index, text);
			// Each unit is read as it is and with spaced letters; words that begin within a character are looked at in vain.
			assert.ok(steps < 12 * units + 60_000, `${name} in ${JSON.stringify(part)}: ${steps} for ${units}`);
		}
	}
});

test("the number of words makes no difference to the number of steps", () => {
	const listed = (count: number) =>
		range(1, count).map((n) => ({ word: `*word${(n * 7919).toString(36)}*`, rule: n % 50, spacedLetters: true }));
	const text = "some words that nobody listed, and w0rds w1th d1gits ".repeat(75);
	const [few, many] = [stepsOf(indexOf(listed(50)), text), stepsOf(indexOf(listed(50_000)), text)];
	assert.ok(many < 2 * few, `${many} and ${few}`);
});

test("after too many words that begin within a character, they count as found", () => {
	const index = indexOf([{ word: "*ix*", rule: 0, spacedLetters: false }]);
	assert.deepEqual(rulesIn(index, "ﬁx ".repeat(1000)), []);
	assert.deepEqual(rulesIn(index, "ﬁx ".repeat(60_000)), [0]);
});

test("a word takes less than 200 bytes", () => {
	const index = indexOf(
		range(1, 5000).map((n) => ({ word: `w${(n * 7919).toString(36)}ord`, rule: n % 50, spacedLetters: true })),
	);
	assert.ok(index.bytes < 5000 * 200, `${index.bytes}`);
});
