import { normalized } from "../markdown/normalized";

/** Diacritics that many users omit: after a letter of these scripts they are ignored. */
const MARKED = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}])\p{M}+/gu;
/** Invisible characters: joiners, soft hyphens, variation selectors. */
const UNSEEN = /\p{Cf}|\uFE0E|\uFE0F/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
const PLAIN = /^[\x00-\x7F]*$/;

/** Quotation marks of every script, for use in a regular expression's brackets. */
export const QUOTES =
	'"\u00AB\u00BB\u05F4\u201C-\u201F\u2033\u2036\u2039\u203A\u275D\u275E\u2760\u2E42\u300C-\u300F\u301D-\u301F\uFE41-\uFE44\uFF02\uFF62\uFF63';
/** Symbols with many variants of one meaning. */
const ALIKE: [RegExp, string][] = [
	[new RegExp(`[${QUOTES}]`, "g"), '"'],
	[/[`\u00B4\u02B9\u02BB-\u02BD\u055A\u05F3\u2018-\u201B\u2032\u2035\u275B\u275C\uA78B\uA78C\uFF07\uFF40]/g, "'"],
	[/[\u058A\u05BE\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g, "-"],
];

/** Text in normalized form: without case, accents, widths, the shapes of quotation marks, and repeated blanks. */
export function fold(text: string): string {
	const letters = PLAIN.test(text) ? text.toLowerCase().replaceAll("`", "'") : foldLetters(text);
	return letters.replace(/\s+/g, " ").trim();
}

// Before NFKD, which would decompose some of them into a blank and a mark.
export const foldLetters = (text: string): string => {
	const alike = ALIKE.reduce((folded, [signs, one]) => folded.replace(signs, one), text);
	const apart = normalized(alike, "NFKD").replace(MARKED, "$1").replace(UNSEEN, "");
	return normalized(apart.toLowerCase().replaceAll("ς", "σ"), "NFC");
};

/** Scripts without blanks between words, and pictographs: a single character has a meaning. */
const DENSE =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Extended_Pictographic}\u30FC]/u;
const LETTER = /[\p{L}\p{N}]/u;

/**
 * The n-grams that index a normalized text: three characters each, and in dense scripts one and two. A shorter separate
 * word (`c`, `go`, `->`, `c#`) is an n-gram with a blank on both sides, and matches as a whole only.
 */
export function ngramsOf(folded: string): Set<string> {
	const grams = new Set<string>();
	for (const token of folded.split(" ")) {
		addRuns(grams, token);
		for (const short of shortIn(token)) grams.add(` ${short} `);
	}
	return grams;
}

/** The n-grams that every text containing this term must have, wherever in a word it is. */
export function ngramsWithin(folded: string): Set<string> {
	const grams = new Set<string>();
	const tokens = folded.split(" ");
	for (const [index, token] of tokens.entries()) {
		addRuns(grams, token);
		// Only between two blanks is it certain that the word does not continue.
		if (index > 0 && index < tokens.length - 1) for (const short of shortIn(token)) grams.add(` ${short} `);
	}
	return grams;
}

/** Whether a word of a query is so short that it matches as a whole word only. */
export const isShort = (folded: string): boolean => shortIn(folded).includes(folded);

function addRuns(grams: Set<string>, token: string): void {
	let run: string[] = [];
	const end = () => {
		for (let at = 0; at + 3 <= run.length; at++) grams.add(`${run[at]}${run[at + 1]}${run[at + 2]}`);
		run = [];
	};
	let before = "";
	for (const character of token) {
		if (character > "\u00FF" && DENSE.test(character)) {
			end();
			grams.add(character);
			if (before) grams.add(before + character);
			before = character;
		} else {
			before = "";
			run.push(character);
		}
	}
	end();
}

/** Letters and digits in ones and twos, symbols in twos, and a single letter or digit with a symbol beside it. */
function shortIn(token: string): string[] {
	const found: string[] = [];
	let run = "";
	let size = 0;
	let kind = 0;
	/** The symbol before the run, and a single letter whose other neighbour is still to come. */
	let sign = "";
	let single = "";
	const end = () => {
		if (kind === 1 ? size === 1 || size === 2 : kind === 2 && size === 2) found.push(run);
		if (kind === 2 && single) found.push(single + [...run][0]);
		single = kind === 1 && size === 1 ? run : "";
		if (single && sign) found.push(sign + single);
		sign = kind === 2 ? ([...run].at(-1) ?? "") : "";
		run = "";
		size = 0;
	};
	for (const character of token) {
		const next = character > "\u00FF" && DENSE.test(character) ? 0 : LETTER.test(character) ? 1 : 2;
		if (next !== kind) end();
		kind = next;
		run += character;
		size++;
	}
	end();
	return found;
}

/**
 * The key of an n-gram, different in each channel. A lookup reads only the channels the viewer may see, so content
 * elsewhere slows nothing down. Two n-grams may share a key, so the text itself decides.
 */
export function keyOf(rootId: number, gram: string): number {
	let hash = seedOf(rootId);
	for (let at = 0; at < gram.length; at++) hash = Math.imul(hash ^ gram.charCodeAt(at), 0x01000193);
	// FNV's last bits vary little for short texts.
	hash ^= hash >>> 15;
	hash = Math.imul(hash, 0x2c1b3c6d);
	return (hash ^ (hash >>> 13)) | 0;
}

const seedOf = (rootId: number): number => Math.imul(0x811c9dc5 ^ (rootId % 0x100000000), 0x9e3779b1) | 0;
