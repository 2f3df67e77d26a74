import { randomBytes } from "node:crypto";
import { type Folded, fold, readingsOf, spacedLettersOf } from "./fold";
import { kinds } from "./fold-character";

/** How a word of a rule may be found: `*` at its beginning or end, and with spaces between its letters. */
const startsAnywhere = 1;
const endsAnywhere = 2;
const maySpace = 4;

/** A word as it was folded, which takes most of the time of a rule's compilation and is kept for the next. */
export type FoldedWord = { readonly units: Uint32Array; readonly flags: number };

/** Receives a match of a rule in a text, in UTF-16 units. Returns true to end the search. */
type OnFound = (rule: number, from: number, to: number) => boolean;

const maxWordUnits = 200;

/** Returns null for a word of which nothing is left, or which is too long to be searched for. */
export function foldWord(word: string, spacedLetters: boolean): FoldedWord | null {
	const begins = word.startsWith("*") && word.length > 1;
	const ends = word.endsWith("*") && word.length > 1;
	const { length, units, kinds: kindsOf } = fold(word.slice(begins ? 1 : 0, ends ? -1 : undefined).trim());
	if (length === 0 || length > maxWordUnits) return null;
	const isOneWord = !kindsOf.subarray(0, length).includes(kinds.separator);
	const flags = (begins ? startsAnywhere : 0) | (ends ? endsAnywhere : 0) | (spacedLetters && isOneWord ? maySpace : 0);
	return { units: units.slice(0, length), flags };
}

/** The base of the hashes is not known to those who choose the words. */
const base = randomBytes(4).readInt32LE() | 1;
const powers = new Int32Array(maxWordUnits + 1).fill(1);
for (let n = 1; n <= maxWordUnits; n++) powers[n] = Math.imul(powers[n - 1] ?? 1, base);

function mix(hash: number): number {
	const h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	return h ^ (h >>> 13);
}

/** The lengths, in ascending order, of the words that begin with the same two units, or that are a single unit. */
type Lengths = Map<number, number[]>;
const pairOf = (first: number, second: number) => first * 0x200000 + second;
const alone = 0x1fffff;

/**
 * The words of all rules of a server in one hash table. A text is searched in time that does not grow with the number
 * of words: at each place where a word can begin, the lengths of words that begin with the same two letters are looked
 * up, by hashes that are computed once for the text.
 */
export class WordIndex {
	private pool = new Uint32Array(1024);
	private poolSize = 0;
	private readonly offsets: number[] = [];
	private readonly sizes: number[] = [];
	private hashes = new Int32Array(64);
	private readonly firstEntries: number[] = [];
	private readonly entryRules: number[] = [];
	private readonly entryFlags: number[] = [];
	private readonly nextEntries: number[] = [];
	/** A quarter full at most, because nearly all lookups find nothing. */
	private slots = new Int32Array(256);
	/** Of all words, and of those that may begin within another. */
	private readonly lengths: Lengths = new Map();
	private readonly floatingLengths: Lengths = new Map();
	private hasSpaced = false;
	private sums = new Int32Array(1024);
	/** For each word, how it was found already in the search that is running: a bit for each value of `needed` below. */
	private seen: Uint8Array | null = null;

	get bytes(): number {
		return this.pool.byteLength + this.slots.byteLength + this.hashes.byteLength + this.entryRules.length * 80;
	}

	add(rule: number, { units, flags }: FoldedWord): void {
		let hash = 0;
		for (const unit of units) hash = (Math.imul(hash, base) + unit + 1) | 0;
		let word = this.find(hash, units, 0, units.length);
		if (word < 0) word = this.insert(hash, units);
		this.entryRules.push(rule);
		this.entryFlags.push(flags);
		this.nextEntries.push(this.firstEntries[word] ?? -1);
		this.firstEntries[word] = this.entryRules.length - 1;
		note(this.lengths, units);
		if (flags & startsAnywhere) note(this.floatingLengths, units);
		if (flags & maySpace) this.hasSpaced = true;
	}

	/** The rules of which a word occurs in a text. A word that occurs at every place is looked at once. */
	rulesIn(text: string, found: Set<number>): void {
		this.seen = new Uint8Array(this.offsets.length);
		this.search(text, (rule) => {
			found.add(rule);
			return false;
		});
		this.seen = null;
	}

	/** Finds the places of a text in which words occur. */
	search(text: string, onFound: OnFound): void {
		if (this.entryRules.length === 0) return;
		for (const reading of readingsOf(text)) {
			const folded = fold(reading.text, reading.capitalsFirst);
			if (this.searchIn(folded, false, onFound)) return;
			if (this.hasSpaced && this.searchIn(spacedLettersOf(folded), true, onFound)) return;
		}
	}

	private searchIn(folded: Folded, isSpaced: boolean, onFound: OnFound): boolean {
		const { length, units, edges } = folded;
		if (this.sums.length <= length) this.sums = new Int32Array(length * 2);
		const { sums } = this;
		for (let n = 0; n < length; n++) sums[n + 1] = (Math.imul(sums[n] ?? 0, base) + (units[n] ?? 0) + 1) | 0;
		for (let start = 0; start < length; start++) {
			if (!((edges[start] ?? 0) & 1)) continue;
			const begins = isSpaced || beginsWord(folded, start);
			const lengths = begins ? this.lengths : this.floatingLengths;
			if (lengths.size === 0) continue;
			const first = units[start] ?? 0;
			const single = lengths.get(pairOf(first, alone));
			if (single && this.test(folded, start, single, begins, isSpaced, onFound)) return true;
			if (start + 1 === length) continue;
			const longer = lengths.get(pairOf(first, units[start + 1] ?? 0));
			if (longer && this.test(folded, start, longer, begins, isSpaced, onFound)) return true;
		}
		return false;
	}

	/** Looks up what begins at one place, at each of these lengths. */
	private test(
		folded: Folded,
		start: number,
		lengths: number[],
		begins: boolean,
		isSpaced: boolean,
		onFound: OnFound,
	): boolean {
		const { slots, sums } = this;
		const mask = slots.length - 1;
		const before = sums[start] ?? 0;
		for (let n = 0; n < lengths.length; n++) {
			const size = lengths[n] ?? 0;
			const end = start + size;
			if (end > folded.length) break;
			const hash = ((sums[end] ?? 0) - Math.imul(before, powers[size] ?? 1)) | 0;
			if (slots[mix(hash) & mask] === 0) continue;
			const ends = isSpaced || endsWord(folded, end);
			const needed = (isSpaced ? maySpace : 0) | (begins ? 0 : startsAnywhere) | (ends ? 0 : endsAnywhere);
			const word = this.find(hash, folded.units, start, size, 1 << needed);
			if (word < 0 || this.isSeen(word, 1 << needed) || !((folded.edges[end - 1] ?? 0) & 2)) continue;
			if (isSpaced && !isSpacedWord(folded, start, end)) continue;
			if (this.seen) this.seen[word] = (this.seen[word] ?? 0) | (1 << needed);
			for (let entry = this.firstEntries[word] ?? -1; entry >= 0; entry = this.nextEntries[entry] ?? -1) {
				if (((this.entryFlags[entry] ?? 0) & needed) !== needed) continue;
				if (onFound(this.entryRules[entry] ?? 0, folded.from[start] ?? 0, folded.to[end - 1] ?? 0)) return true;
			}
		}
		return false;
	}

	private isSeen(word: number, how: number): boolean {
		return this.seen !== null && ((this.seen[word] ?? 0) & how) !== 0;
	}

	/** The number of a word, or -1. One that has been seen is not compared again: it makes no difference. */
	private find(hash: number, units: Uint32Array, start: number, size: number, how = 0): number {
		const mask = this.slots.length - 1;
		for (let slot = mix(hash) & mask; ; slot = (slot + 1) & mask) {
			const word = (this.slots[slot] ?? 0) - 1;
			if (word < 0) return -1;
			if (this.hashes[word] !== hash || this.sizes[word] !== size) continue;
			if (this.isSeen(word, how) || this.equals(word, units, start)) return word;
		}
	}

	private equals(word: number, units: Uint32Array, start: number): boolean {
		const offset = this.offsets[word] ?? 0;
		const size = this.sizes[word] ?? 0;
		for (let n = 0; n < size; n++) if (this.pool[offset + n] !== units[start + n]) return false;
		return true;
	}

	private insert(hash: number, units: Uint32Array): number {
		const word = this.offsets.length;
		if (this.poolSize + units.length > this.pool.length) {
			const grown = new Uint32Array(Math.max(this.pool.length * 2, this.poolSize + units.length));
			grown.set(this.pool);
			this.pool = grown;
		}
		if (word === this.hashes.length) {
			const grown = new Int32Array(word * 2);
			grown.set(this.hashes);
			this.hashes = grown;
		}
		this.pool.set(units, this.poolSize);
		this.offsets.push(this.poolSize);
		this.sizes.push(units.length);
		this.hashes[word] = hash;
		this.firstEntries.push(-1);
		this.poolSize += units.length;
		if (this.offsets.length * 4 > this.slots.length) {
			this.slots = new Int32Array(this.slots.length * 2);
			for (let n = 0; n <= word; n++) this.place(n);
		} else this.place(word);
		return word;
	}

	private place(word: number): void {
		const mask = this.slots.length - 1;
		let slot = mix(this.hashes[word] ?? 0) & mask;
		while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
		this.slots[slot] = word + 1;
	}
}

function note(lengths: Lengths, units: Uint32Array): void {
	const first = units[0] ?? 0;
	const pair = pairOf(first, units.length === 1 ? alone : (units[1] ?? 0));
	const known = lengths.get(pair);
	if (!known) lengths.set(pair, [units.length]);
	else if (!known.includes(units.length))
		known.splice(known.findLastIndex((size) => size < units.length) + 1, 0, units.length);
}

function beginsWord({ kinds: kindsOf }: Folded, at: number): boolean {
	if (at === 0) return true;
	const kind = kindsOf[at];
	return kind === kinds.separator || kind === kinds.unspaced || kindsOf[at - 1] !== kind;
}

/** In Hangul, particles follow a word without a space. */
function endsWord({ kinds: kindsOf, length }: Folded, end: number): boolean {
	if (end === length) return true;
	const kind = kindsOf[end - 1];
	return kind === kinds.separator || kind === kinds.unspaced || kind === kinds.hangul || kindsOf[end] !== kind;
}

/** Two syllables of Hangul that stand alone are one word if no others do beside them; two letters are two words. */
function isSpacedWord(folded: Folded, start: number, end: number): boolean {
	let letters = 0;
	for (let n = start; n < end; n++) if ((folded.edges[n] ?? 0) & 1) letters++;
	const { kinds: kindsOf, length } = folded;
	if (letters !== 2 || kindsOf[start] !== kinds.hangul) return letters > 2;
	return (
		(start === 0 || kindsOf[start - 1] === kinds.separator) && (end === length || kindsOf[end] === kinds.separator)
	);
}
