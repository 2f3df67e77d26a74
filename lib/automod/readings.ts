import { classes, classesOf } from "./character-classes";

/** A text as it can be read, in UTF-16 units. It is valid until the next text is read. */
export type Reading = {
	units: Uint16Array;
	length: number;
	/** Whether a capital counts for what it looks like (see foldCharacter). */
	capitalsFirst: boolean;
};

let [plain, withI, withL] = [new Uint16Array(0), new Uint16Array(0), new Uint16Array(0)];
/** The classes of the characters; both halves of a pair have them. */
let classOf = new Uint8Array(0);

const codeOf = (character: string): number => character.charCodeAt(0);
const [one, bar, exclamation, nothing] = [codeOf("1"), codeOf("|"), codeOf("!"), 0x200b];
/** Digits and signs that stand for letters. `1` and `|` stand for i or for l. */
const letterFor = new Map(
	Object.entries({
		...{ "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", $: "s", "!": "i", "|": "i" },
		...{ "€": "e", "£": "l", "¢": "c", "¥": "y" },
	}).map(([sign, letter]) => [codeOf(sign), codeOf(letter)]),
);

/** The text as it is written. */
export function asWritten(text: string): Reading {
	const { length } = text;
	if (plain.length < length) plain = new Uint16Array(length);
	for (let at = 0; at < length; at++) plain[at] = text.charCodeAt(at);
	return { units: plain, length, capitalsFirst: false };
}

/**
 * The texts that a text can be read as: as it is written, and if it holds digits or signs beside letters, markup within
 * words or capitals of other scripts, with the letters that they stand for. All have the same length.
 */
export function readingsOf(text: string): Reading[] {
	const written = asWritten(text);
	if (!mayBeDisguised(text)) return [written];
	const { length } = written;
	if (withI.length < length) [withI, withL] = [new Uint16Array(length), new Uint16Array(length)];
	withI.set(plain.subarray(0, length));
	omitMarkup(length);
	withL.set(withI.subarray(0, length));
	const differ = replaceSigns(length);
	const readings = [written, { units: withI, length, capitalsFirst: true }];
	if (differ) readings.push({ units: withL, length, capitalsFirst: true });
	return readings;
}

/** Reads the classes of all characters. */
function mayBeDisguised(text: string): boolean {
	const { length } = text;
	if (classOf.length < length) classOf = new Uint8Array(length);
	const { letter, sign, markup, capital } = classes;
	let before = 0;
	let may = false;
	for (let at = 0; at < length; at++) {
		let code = plain[at] ?? 0;
		if (code >= 0xd800 && code < 0xdc00) code = text.codePointAt(at) ?? 0;
		const found = classesOf(code);
		classOf[at] = found;
		if (code > 0xffff) classOf[++at] = found;
		may ||=
			((before & letter) !== 0 && (found & (sign | markup)) !== 0) ||
			((before & sign) !== 0 && (found & letter) !== 0) ||
			(found & capital) !== 0;
		before = found;
	}
	return may;
}

/** Signs of Markdown within a word: **f**oo. */
function omitMarkup(length: number): void {
	const within = classes.letter | classes.number;
	for (let from = 1; from < length; from++) {
		if (((classOf[from] ?? 0) & classes.markup) === 0) continue;
		let to = from + 1;
		while (to < length && (classOf[to] ?? 0) & classes.markup) to++;
		if (to < length && (classOf[from - 1] ?? 0) & within && (classOf[to] ?? 0) & within) {
			withI.fill(nothing, from, to);
			classOf.fill(classes.invisible, from, to);
		}
		from = to;
	}
}

/** In words with a letter. Signs that end a sentence stay signs. Returns whether the readings with i and with l differ. */
function replaceSigns(length: number): boolean {
	const inWord = classes.letter | classes.mark | classes.sign;
	let differ = false;
	for (let from = 0, to = 0; from < length; from = to + 1) {
		let all = 0;
		for (to = from; to < length && (classOf[to] ?? 0) & inWord; to++) all |= classOf[to] ?? 0;
		if ((all & classes.letter) === 0 || (all & classes.sign) === 0) continue;
		for (let at = from; at < to; at++) {
			if (((classOf[at] ?? 0) & classes.sign) === 0) continue;
			const sign = withI[at] ?? 0;
			if (sign === exclamation && (at + 1 === to || !begins(at + 1))) continue;
			const isOne = sign === one || sign === bar;
			differ ||= isOne;
			const letter = letterFor.get(sign) ?? sign;
			withI[at] = letter;
			withL[at] = isOne ? codeOf("l") : letter;
		}
	}
	return differ;
}

/** Whether a letter or a digit is there. */
function begins(at: number): boolean {
	const unit = plain[at] ?? 0;
	return ((classOf[at] ?? 0) & classes.letter) !== 0 || (unit >= 0x30 && unit <= 0x39);
}
