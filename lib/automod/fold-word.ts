import type { RuleSettings } from "../realtime/protocol";
import { fold } from "./fold";
import { kinds } from "./fold-character";

/** Stands where letters begin after something else, so that the beginning of a word can be part of the word. */
export const boundary = 0x1fffff;

/** How a word of a rule may be found. */
export const wordFlags = {
	/** Something may follow. */
	endsAnywhere: 1,
	/** With something between its letters. */
	maySpace: 2,
	/** Wherever its first unit is. Other words begin where letters begin. */
	beginsAnywhere: 4,
	/** It begins where letters begin, and holds nothing else. */
	isRun: 8,
} as const;

/** A word of a rule. Its units have a boundary wherever letters begin, but not at the beginning. */
type FoldedWord = { units: number[]; flags: number };

const maxWordUnits = 200;

/** Whether units of this kind form runs of letters; words begin where a run begins. */
export const formsRuns = (kind: number): boolean => kind === kinds.word || kind === kinds.hangul;

/** Returns null for a word of which nothing is left, or which is too long to be searched for. */
export function foldWord(word: string, spacedLetters: boolean): FoldedWord | null {
	const { beginsAnywhere, endsAnywhere, maySpace, isRun } = wordFlags;
	const begins = word.startsWith("*") && word.length > 1;
	const ends = word.endsWith("*") && word.length > 1;
	const { length, units: from, kinds: kindsOf } = fold(word.slice(begins ? 1 : 0, ends ? -1 : undefined).trim());
	if (length === 0 || length > maxWordUnits) return null;
	const units: number[] = [];
	const first = kindsOf[0] ?? kinds.separator;
	let isOneWord = true;
	let isOneKind = true;
	for (let n = 0; n < length; n++) {
		const kind = kindsOf[n] ?? kinds.separator;
		if (n > 0 && formsRuns(kind) && kind !== kindsOf[n - 1]) units.push(boundary);
		if (kind === kinds.separator) isOneWord = false;
		if (kind !== first) isOneKind = false;
		units.push(from[n] ?? 0);
	}
	// Two letters are no spaced word; two syllables of Hangul, which have more units than letters, are.
	const hasLetters = length > 2 || (length === 2 && first === kinds.hangul);
	let flags = 0;
	if (ends) flags |= endsAnywhere;
	if (spacedLetters && isOneWord && hasLetters) flags |= maySpace;
	if (begins || !formsRuns(first)) flags |= beginsAnywhere;
	else if (isOneKind) flags |= isRun;
	return { units, flags };
}

/** The words of a rule, in the order in which they were listed. */
export class FoldedWords {
	private units = new Uint32Array(64);
	private readonly ends: Uint32Array;
	private readonly flags: Uint8Array;
	length = 0;

	constructor(capacity: number) {
		this.ends = new Uint32Array(capacity);
		this.flags = new Uint8Array(capacity);
	}

	add({ units, flags }: FoldedWord): void {
		const from = this.length === 0 ? 0 : (this.ends[this.length - 1] ?? 0);
		const end = from + units.length;
		if (end > this.units.length) {
			const grown = new Uint32Array(Math.max(this.units.length * 2, end));
			grown.set(this.units);
			this.units = grown;
		}
		this.units.set(units, from);
		this.ends[this.length] = end;
		this.flags[this.length++] = flags;
	}

	/** Without the space for more words. */
	trim(): this {
		this.units = this.units.slice(0, this.length === 0 ? 0 : this.ends[this.length - 1]);
		return this;
	}

	at(n: number): { units: Uint32Array; flags: number } {
		const from = n === 0 ? 0 : (this.ends[n - 1] ?? 0);
		return { units: this.units.subarray(from, this.ends[n]), flags: this.flags[n] ?? 0 };
	}

	/** The most nodes that they can take in the automaton of a server (see WordIndex). */
	get cells(): number {
		const { beginsAnywhere, isRun, maySpace } = wordFlags;
		let cells = 0;
		for (let n = 0; n < this.length; n++) {
			const { units, flags } = this.at(n);
			const isTwice = (flags & (beginsAnywhere | isRun)) === 0 && (flags & maySpace) !== 0;
			cells += units.length * (isTwice ? 2 : 1);
		}
		return cells;
	}

	get bytes(): number {
		return this.units.byteLength + this.ends.byteLength + this.flags.byteLength;
	}
}

/** The words of a rule, folded. */
export function* foldWords({ words, spacedLetters }: RuleSettings["words"]): Generator<void, FoldedWords> {
	const folded = new FoldedWords(words.length);
	for (const word of words) {
		yield;
		const one = foldWord(word, spacedLetters);
		if (one) folded.add(one);
	}
	return folded.trim();
}
