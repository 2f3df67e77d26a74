import { type FoldedCharacter, foldCharacter, kinds, maxUnits } from "./fold-character";

/**
 * A text as the words of rules are searched in it: units without case, accents, width, look-alikes and invisible
 * characters, each with its place in the text.
 */
export class Folded {
	length = 0;
	units: Uint32Array;
	kinds: Uint8Array;
	/** 1: the first unit of its character, 2: the last, 3: both. A word begins and ends with whole characters. */
	edges: Uint8Array;
	/** The characters' places in the text, in UTF-16 units. */
	from: Uint32Array;
	to: Uint32Array;

	constructor(capacity: number) {
		this.units = new Uint32Array(capacity);
		this.kinds = new Uint8Array(capacity);
		this.edges = new Uint8Array(capacity);
		this.from = new Uint32Array(capacity);
		this.to = new Uint32Array(capacity);
	}

	add(unit: number, kind: number, edge: number, from: number, to: number): void {
		const at = this.length++;
		this.units[at] = unit;
		this.kinds[at] = kind;
		this.edges[at] = edge;
		this.from[at] = from;
		this.to[at] = to;
	}
}

const space = 0x20;
const first = 1;
const last = 2;

/**
 * Every character of the basic plane as it was folded before, without and with `capitalsFirst`: its only unit with its
 * kind, or one of the two below.
 */
const single = [new Int32Array(0x10000), new Int32Array(0x10000)] as const;
const unknown = 0;
const several = -1;
const unitBits = 21;
/** The other characters, which have several units or none, or are beyond the basic plane. */
const remembered = [new Map<number, FoldedCharacter>(), new Map<number, FoldedCharacter>()] as const;
const maxRemembered = 20_000;

function characterOf(code: number, order: 0 | 1): FoldedCharacter {
	const known = remembered[order];
	let folded = known.get(code);
	if (!folded) {
		folded = foldCharacter(code, order === 1);
		if (known.size >= maxRemembered) known.clear();
		if (code > 0xffff || folded.units.length !== 1) known.set(code, folded);
		if (code <= 0xffff)
			single[order][code] =
				folded.units.length === 1 ? (folded.units[0] ?? 0) | ((folded.kinds[0] ?? 0) << unitBits) : several;
	}
	return folded;
}

const isWhiteSpace = (code: number): boolean =>
	code === space || (code >= 9 && code <= 13) || (code > 0x7f && /\s/.test(String.fromCodePoint(code)));

/** Space for every text that is folded: a text is searched before the next is folded. */
const buffers = new Map<string, Folded>();

function bufferOf(name: string, capacity: number): Folded {
	let buffer = buffers.get(name);
	if (!buffer || buffer.units.length < capacity) {
		buffer = new Folded(capacity);
		buffers.set(name, buffer);
	}
	buffer.length = 0;
	return buffer;
}

/**
 * Folds a text. The result is valid until the next call. With `capitalsFirst` a capital counts for what it looks like
 * (see foldCharacter).
 */
export function fold(text: string, capitalsFirst = false): Folded {
	const folded = bufferOf("text", text.length * maxUnits);
	const order = capitalsFirst ? 1 : 0;
	const known = single[order];
	for (let at = 0; at < text.length; ) {
		const code = text.codePointAt(at) ?? 0;
		const end = at + (code > 0xffff ? 2 : 1);
		const before = folded.length - 1;
		const whole = code <= 0xffff ? (known[code] ?? unknown) : several;
		if (whole > 0) folded.add(whole & ((1 << unitBits) - 1), whole >> unitBits, first | last, at, end);
		else if (isWhiteSpace(code)) {
			if (before >= 0 && folded.units[before] === space) folded.to[before] = end;
			else folded.add(space, kinds.separator, first | last, at, end);
		} else {
			const { units, kinds: kindsOf } = characterOf(code, order);
			// An accent belongs to the character before it.
			if (units.length === 0 && before >= 0 && folded.to[before] === at) folded.to[before] = end;
			for (let n = 0; n < units.length; n++) {
				const edge = (n === 0 ? first : 0) | (n === units.length - 1 ? last : 0);
				folded.add(units[n] ?? 0, kindsOf[n] ?? kinds.separator, edge, at, end);
			}
		}
		at = end;
	}
	return folded;
}

/** Digits and signs that stand for letters. `1`, `!` and `|` stand for i or for l. */
const letterFor: Record<string, string> = {
	...{ "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", $: "s", "!": "i", "|": "i" },
	...{ "€": "e", "£": "l", "¢": "c", "¥": "y" },
};
const run = /[\p{L}\p{M}0134578@$!|€£¢¥]+/gu;
const anyLetter = /\p{L}/u;
/** Signs of Markdown within a word: **f**oo. */
const markup = /(?<=[\p{L}\p{N}])[*_~`|\\]+(?=[\p{L}\p{N}])/gu;
/** Signs that end a sentence stay signs. */
const sign = /[0134578@$|€£¢¥]|!(?=[\p{L}\d])/gu;
const mayBeDisguised = /\p{L}[0134578@$!|€£¢¥*_~`\\]|[0134578@$!|€£¢¥]\p{L}|(?=\P{ASCII})\p{Lu}/u;
const isOne = /[1|]/;

/**
 * The texts that a text can be read as: as it is written, and if it holds digits or signs beside letters, markup within
 * words or capitals of other scripts, with the letters that they stand for. All have the same length.
 */
export function readingsOf(text: string): { text: string; capitalsFirst: boolean }[] {
	const plain = { text, capitalsFirst: false };
	if (!mayBeDisguised.test(text)) return [plain];
	const unmarked = text.replace(markup, (signs) => "\u200b".repeat(signs.length));
	const read = (one: string) => ({
		text: unmarked.replace(run, (word) =>
			anyLetter.test(word)
				? word.replace(sign, (found) => (isOne.test(found) ? one : (letterFor[found] ?? found)))
				: word,
		),
		capitalsFirst: true,
	});
	return isOne.test(text) ? [plain, read("i"), read("l")] : [plain, read("i")];
}

const maxGap = 3;

/**
 * Letters that are written with something between them, like "f o o" or "f.o.o", without what is between, and the
 * number of letters in each of these runs. The result is valid until the next call; runs are apart by a space.
 */
export function spacedLettersOf(folded: Folded): Folded {
	const { length, kinds: kindsOf, edges } = folded;
	const spaced = bufferOf("spaced", length * 2);
	let letters = 0;
	let begin = 0;
	let gap = 0;
	const finish = () => {
		if (letters > 1) spaced.add(space, kinds.separator, first | last, 0, 0);
		else spaced.length = begin;
		begin = spaced.length;
		letters = 0;
	};
	for (let at = 0; at < length; ) {
		if (kindsOf[at] === kinds.separator) {
			if (++gap > maxGap && letters > 0) finish();
			at++;
			continue;
		}
		let end = at;
		let characters = 0;
		for (; end < length && kindsOf[end] !== kinds.separator; end++) if ((edges[end] ?? 0) & first) characters++;
		if (characters === 1) {
			letters++;
			for (let n = at; n < end; n++)
				spaced.add(folded.units[n] ?? 0, kindsOf[n] ?? 0, edges[n] ?? 0, folded.from[n] ?? 0, folded.to[n] ?? 0);
		} else if (letters > 0) finish();
		gap = 0;
		at = end;
	}
	finish();
	return spaced;
}
