import { type Folded, first, foldReading, last, spacedLettersOf } from "./fold";
import { kinds } from "./fold-character";
import { boundary, type FoldedWords, formsRuns, wordFlags } from "./fold-word";
import { readingsOf } from "./readings";
import { masks, RuleMasks, ways } from "./rule-masks";
import { WordTrie } from "./word-trie";

/** Receives a match of a rule in a text, in UTF-16 units. Returns true to end the search. */
type OnFound = (rule: number, from: number, to: number) => boolean;

/**
 * No word begins within a character, such as a ligature, but a text may have many places where one seems to. After so
 * many rejected places, they count as found: no text that is written for readers comes near it.
 */
const maxRejected = 50_000;

/**
 * The words of all rules of a server in one automaton. A text is read once from its beginning to its end, and each
 * character costs a few steps, however many words there are and whatever they are: words that end at a place are looked
 * at only if they are of a rule that has not been found yet.
 */
export class WordIndex {
	private readonly trie = new WordTrie();
	private readonly rules = new RuleMasks();
	/** Of each word: its node, its number of units, its rules, the next shorter word at its end, and the rules of both. */
	private nodes = new Int32Array(64);
	private lengths = new Uint8Array(64);
	private sets = new Int32Array(64);
	private shorter = new Int32Array(64);
	private unions = new Int32Array(64);
	/** Word 0 is none. */
	private size = 1;
	private hasRuns = false;
	private hasOthers = false;
	private hasSpaced = false;
	private hasBoundaries = false;
	/** The rules with a word, and those that were found in the search that is running, as masks. */
	private all = [0, 0];
	private low = 0;
	private high = 0;
	private rejected = 0;
	private onFound: OnFound | null = null;
	/** The number of words that the last search looked at. */
	looked = 0;

	get bytes(): number {
		return this.trie.bytes + this.rules.bytes + this.nodes.length * 17;
	}

	*add(rule: number, words: FoldedWords): Generator<void> {
		for (let n = 0; n < words.length; n++) {
			if (n % 20 === 0) yield;
			const { units, flags } = words.at(n);
			// It may be added with a boundary before it as well.
			yield* this.trie.reserve(units.length * 2 + 1);
			const isFree = (flags & wordFlags.endsAnywhere) !== 0;
			const isRun = (flags & wordFlags.isRun) !== 0;
			const isAnywhere = (flags & wordFlags.beginsAnywhere) !== 0;
			const inWays =
				(isRun ? ways.run : 0) | (isAnywhere ? ways.anywhere : 0) | (flags & wordFlags.maySpace ? ways.spaced : 0);
			if (inWays !== 0) this.addWord(units, rule, inWays, isFree);
			if (!isRun && !isAnywhere) this.addWord([boundary, ...units], rule, ways.anywhere, isFree);
		}
	}

	private addWord(units: ArrayLike<number>, rule: number, inWays: number, isFree: boolean): void {
		const node = this.trie.add(units);
		let word = this.trie.values[node] ?? 0;
		if (word === 0) {
			word = this.size++;
			if (word >= this.nodes.length) this.resize(word * 2);
			let length = 0;
			for (let n = 0; n < units.length; n++) if (units[n] !== boundary) length++;
			if (length < units.length) this.hasBoundaries = true;
			this.trie.values[node] = word;
			this.nodes[word] = node;
			this.lengths[word] = length;
		}
		this.sets[word] = this.rules.with(this.sets[word] ?? 0, rule, inWays, isFree);
		if (inWays & ways.run) this.hasRuns = true;
		if (inWays & ways.anywhere) this.hasOthers = true;
		if (inWays & ways.spaced) this.hasSpaced = true;
		const half = rule >> 5;
		this.all[half] = (this.all[half] ?? 0) | (1 << (rule & 31));
	}

	/** Must be called after all words were added. */
	*finish(): Generator<void> {
		this.resize(this.size);
		yield;
		if (this.hasOthers || this.hasSpaced) {
			const { values } = this.trie;
			yield* this.trie.link((node, fail) => {
				const [word, shorter] = [values[node] ?? 0, values[fail] ?? 0];
				if (word === 0) values[node] = shorter;
				else {
					this.shorter[word] = shorter;
					this.unions[word] = this.rules.union(this.sets[word] ?? 0, this.unions[shorter] ?? 0);
				}
			});
		}
		yield* this.trie.trim();
		this.rules.finish();
	}

	/** Adds the rules of which a word occurs in a text. */
	rulesIn(text: string, found: Set<number>): void {
		this.onFound = null;
		this.start(text);
		for (let mask = this.low; mask !== 0; mask &= mask - 1) found.add(31 - Math.clz32(mask & -mask));
		for (let mask = this.high; mask !== 0; mask &= mask - 1) found.add(63 - Math.clz32(mask & -mask));
	}

	/** Finds the places of a text in which words occur. */
	search(text: string, onFound: OnFound): void {
		this.onFound = onFound;
		this.start(text);
		this.onFound = null;
	}

	private start(text: string): void {
		[this.low, this.high, this.rejected, this.looked] = [0, 0, 0, 0];
		if (this.size === 1) return;
		for (const reading of readingsOf(text)) {
			const folded = foldReading(reading);
			if (this.searchIn(folded, false) || (this.hasSpaced && this.searchIn(spacedLettersOf(folded), true))) return;
		}
	}

	/** Returns true if nothing else can be found. */
	private searchIn(folded: Folded, isSpaced: boolean): boolean {
		const { length, units, kinds: kindsOf, edges } = folded;
		const { trie, hasBoundaries } = this;
		const hasRuns = this.hasRuns && !isSpaced;
		const hasOthers = this.hasOthers || isSpaced;
		/** The run of letters so far, -1 if no word begins with it; and the longest end that some word begins with. */
		let run = -1;
		let node = 0;
		let before = -1;
		for (let at = 0; at < length; at++) {
			const unit = units[at] ?? 0;
			const kind = kindsOf[at] ?? 0;
			const edge = edges[at] ?? 0;
			const begins = kind !== before && formsRuns(kind);
			before = kind;
			if (hasRuns) {
				if (begins) run = edge & first ? trie.enter(unit) || -1 : -1;
				else if (!formsRuns(kind)) run = -1;
				else if (run > 0) run = trie.child(run, unit) || -1;
			}
			if (hasOthers) {
				if (begins && hasBoundaries) node = trie.step(node, boundary);
				node = trie.step(node, unit);
			}
			if ((edge & last) === 0 || (run <= 0 && node === 0)) continue;
			const isFree = !isSpaced && !endsWord(folded, at + 1);
			if (run > 0 && this.lookAtRun(folded, at + 1, run, isFree)) return true;
			if (node > 0 && this.lookAtOthers(folded, at + 1, node, isSpaced, isFree)) return true;
		}
		return false;
	}

	private lookAtRun(folded: Folded, end: number, node: number, isFree: boolean): boolean {
		const word = this.trie.values[node] ?? 0;
		if (word === 0 || this.nodes[word] !== node) return false;
		return this.take(folded, end, word, ways.run, isFree ? masks.runFree : masks.run, isFree);
	}

	private lookAtOthers(folded: Folded, end: number, node: number, isSpaced: boolean, isFree: boolean): boolean {
		const place = isSpaced ? masks.spaced : isFree ? masks.anywhereFree : masks.anywhere;
		const way = isSpaced ? ways.spaced : ways.anywhere;
		for (let word = this.trie.values[node] ?? 0; word > 0; word = this.shorter[word] ?? 0) {
			if (!this.onFound && !this.isNew(this.unions[word] ?? 0, place)) return false;
			this.looked++;
			if (!this.isNew(this.sets[word] ?? 0, place) && !this.onFound) continue;
			const start = end - (this.lengths[word] ?? 0);
			if (((folded.edges[start] ?? 0) & first) === 0 && this.rejected < maxRejected) {
				this.rejected = this.onFound ? 0 : this.rejected + 1;
				continue;
			}
			if (isSpaced && !isSpacedWord(folded, start, end)) continue;
			if (this.take(folded, end, word, way, place, isFree)) return true;
		}
		return false;
	}

	/** Whether a set has a rule that was not found yet. */
	private isNew(set: number, place: number): boolean {
		const { values } = this.rules;
		const at = RuleMasks.at(set) + place;
		return ((values[at] ?? 0) & ~this.low) !== 0 || ((values[at + 1] ?? 0) & ~this.high) !== 0;
	}

	/** Takes the rules of a word as found. Returns true if nothing else can be found. */
	private take(folded: Folded, end: number, word: number, way: number, place: number, isFree: boolean): boolean {
		const set = this.sets[word] ?? 0;
		if (this.onFound) {
			const [from, to] = [folded.from[end - (this.lengths[word] ?? 0)] ?? 0, folded.to[end - 1] ?? 0];
			for (const rule of this.rules.rulesOf(set, way, isFree)) if (this.onFound(rule, from, to)) return true;
			return false;
		}
		const at = RuleMasks.at(set) + place;
		this.low |= this.rules.values[at] ?? 0;
		this.high |= this.rules.values[at + 1] ?? 0;
		return this.low === this.all[0] && this.high === this.all[1];
	}

	private resize(length: number): void {
		const [{ nodes, lengths, sets }, kept] = [this, Math.min(length, this.size)];
		this.nodes = new Int32Array(length);
		this.lengths = new Uint8Array(length);
		this.sets = new Int32Array(length);
		this.nodes.set(nodes.subarray(0, kept));
		this.lengths.set(lengths.subarray(0, kept));
		this.sets.set(sets.subarray(0, kept));
		// They are filled when all words are known.
		this.shorter = new Int32Array(length);
		this.unions = new Int32Array(length);
	}
}

/** In Hangul, particles follow a word without a space. */
function endsWord({ kinds: kindsOf, length }: Folded, end: number): boolean {
	if (end === length) return true;
	const kind = kindsOf[end - 1];
	return kind !== kinds.word || kindsOf[end] !== kind;
}

/** Two syllables of Hangul that stand alone are one word if no others do beside them; two letters are two words. */
function isSpacedWord(folded: Folded, start: number, end: number): boolean {
	let letters = 0;
	for (let n = start; n < end && letters < 3; n++) if ((folded.edges[n] ?? 0) & first) letters++;
	const { kinds: kindsOf, length } = folded;
	if (letters !== 2 || kindsOf[start] !== kinds.hangul) return letters > 2;
	return (
		(start === 0 || kindsOf[start - 1] === kinds.separator) && (end === length || kindsOf[end] === kinds.separator)
	);
}
