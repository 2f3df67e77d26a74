import { type FoldedCharacter, foldCharacter, kinds, maxUnits } from "./fold-character";
import { asWritten, type Reading } from "./readings";

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
export const first = 1;
export const last = 2;

/**
 * Characters of the first two planes as they were folded before, without and with `capitalsFirst`: the only unit with
 * its kind, or one of those below, or minus the place of several units in `pool`.
 */
const single = [new Int32Array(0x20000), new Int32Array(0x20000)] as const;
const unknown = 0;
const whiteSpace = -1;
const nothing = -2;
const unitBits = 21;
const unitMask = (1 << unitBits) - 1;
/** The number of units of a character, and each with its kind. The first places are taken. */
const pool = [0, 0, 0];
/** The characters beyond those planes, which have a unit each. */
const remembered = [new Map<number, number>(), new Map<number, number>()] as const;
const maxRemembered = 20_000;

const isWhiteSpace = (code: number): boolean =>
	code === space || (code >= 9 && code <= 13) || (code > 0x7f && /\s/.test(String.fromCodePoint(code)));

/** How a character is folded: as in `single`. */
function lookUp(code: number, order: 0 | 1): number {
	const beyond = remembered[order];
	const known = code < 0x20000 ? (single[order][code] ?? unknown) : (beyond.get(code) ?? unknown);
	if (known !== unknown) return known;
	const found = isWhiteSpace(code) ? whiteSpace : placeOf(foldCharacter(code, order === 1));
	if (code < 0x20000) single[order][code] = found;
	else if (found > 0) {
		if (beyond.size >= maxRemembered) beyond.clear();
		beyond.set(code, found);
	}
	return found;
}

function placeOf({ units, kinds: kindsOf }: FoldedCharacter): number {
	const packed = units.map((unit, n) => unit | ((kindsOf[n] ?? kinds.separator) << unitBits));
	if (packed.length === 1 && (packed[0] ?? 0) > 0) return packed[0] ?? 0;
	if (packed.length === 0) return nothing;
	pool.push(packed.length, ...packed);
	return -(pool.length - packed.length - 1);
}

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

/** Folds a text as it is written. The result is valid until the next call. */
export const fold = (text: string): Folded => foldReading(asWritten(text));

/** Folds a reading of a text. The result is valid until the next call. */
export function foldReading({ units, length, capitalsFirst }: Reading): Folded {
	const folded = bufferOf("text", length * maxUnits);
	const order = capitalsFirst ? 1 : 0;
	const known = single[order];
	for (let at = 0; at < length; ) {
		let code = units[at] ?? 0;
		let end = at + 1;
		if (code >= 0xd800 && code < 0xdc00 && end < length) {
			const low = units[end] ?? 0;
			if (low >= 0xdc00 && low < 0xe000) {
				code = ((code - 0xd800) << 10) + (low - 0xdc00) + 0x10000;
				end++;
			}
		}
		const whole = known[code] || lookUp(code, order);
		const before = folded.length - 1;
		if (whole > 0) folded.add(whole & unitMask, whole >> unitBits, first | last, at, end);
		else if (whole === whiteSpace) {
			if (before >= 0 && folded.units[before] === space) folded.to[before] = end;
			else folded.add(space, kinds.separator, first | last, at, end);
		} else if (whole === nothing) {
			// An accent belongs to the character before it.
			if (before >= 0 && folded.to[before] === at) folded.to[before] = end;
		} else addSeveral(folded, -whole, at, end);
		at = end;
	}
	return folded;
}

function addSeveral(folded: Folded, place: number, at: number, end: number): void {
	const count = pool[place] ?? 0;
	for (let n = 1; n <= count; n++) {
		const unit = pool[place + n] ?? 0;
		const edge = (n === 1 ? first : 0) | (n === count ? last : 0);
		folded.add(unit & unitMask, unit >> unitBits, edge, at, end);
	}
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
	for (let at = 0; at < length; ) {
		if (kindsOf[at] === kinds.separator) {
			gap++;
			at++;
			if (gap <= maxGap || letters === 0) continue;
			begin = endRun(spaced, letters, begin);
			letters = 0;
			continue;
		}
		let end = at + 1;
		let isLetter = true;
		for (; end < length && kindsOf[end] !== kinds.separator; end++) if ((edges[end] ?? 0) & first) isLetter = false;
		if (isLetter) {
			letters++;
			for (let n = at; n < end; n++)
				spaced.add(folded.units[n] ?? 0, kindsOf[n] ?? 0, edges[n] ?? 0, folded.from[n] ?? 0, folded.to[n] ?? 0);
		} else if (letters > 0) {
			begin = endRun(spaced, letters, begin);
			letters = 0;
		}
		gap = 0;
		at = end;
	}
	endRun(spaced, letters, begin);
	return spaced;
}

/** Ends a run of spaced letters; a letter that stands alone is none. Returns where the next begins. */
function endRun(spaced: Folded, letters: number, begin: number): number {
	if (letters > 1) spaced.add(space, kinds.separator, first | last, 0, 0);
	else spaced.length = begin;
	return spaced.length;
}
