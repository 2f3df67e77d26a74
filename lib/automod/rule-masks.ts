/** How a word is searched for: as a run of letters, anywhere, or with something between its letters. */
export const ways = { run: 1, anywhere: 2, spaced: 4 } as const;
const endsAnywhere = 8;
/** A mask has room for 64 rules. */
const ruleBits = 6;

/** Places of the masks of a set; each has two numbers of 32 bits. Those with `Free` are of words that may end anywhere. */
export const masks = { run: 0, runFree: 2, anywhere: 4, anywhereFree: 6, spaced: 8 } as const;
const width = 10;

/**
 * Sets of rules that have a word, with how each may find it. Equal sets are one: most words are in one rule. Set 0 is
 * empty.
 */
export class RuleMasks {
	/** For each set ten numbers: see `masks`. */
	values = new Int32Array(width * 8);
	/** Each set is another one with one more code. */
	private readonly before = [0];
	private readonly codes = [0];
	private readonly known = new Map<number, number>();

	get bytes(): number {
		return this.values.byteLength + this.codes.length * 16;
	}

	static at = (set: number): number => set * width;

	/** The set with one more rule. */
	with(set: number, rule: number, inWays: number, isFree: boolean): number {
		const code = rule | (inWays << ruleBits) | (isFree ? endsAnywhere << ruleBits : 0);
		for (const one of this.codesOf(set)) if (one === code) return set;
		const key = set * 0x10000 + code;
		const known = this.known.get(key);
		if (known !== undefined) return known;
		const made = this.codes.length;
		this.known.set(key, made);
		this.before.push(set);
		this.codes.push(code);
		this.reserve(made);
		this.values.copyWithin(made * width, set * width, (set + 1) * width);
		const add = (place: number) => {
			const at = made * width + place + (rule >> 5);
			this.values[at] = (this.values[at] ?? 0) | (1 << (rule & 31));
		};
		if (inWays & ways.run) add(masks.run);
		if (inWays & ways.run && isFree) add(masks.runFree);
		if (inWays & ways.anywhere) add(masks.anywhere);
		if (inWays & ways.anywhere && isFree) add(masks.anywhereFree);
		if (inWays & ways.spaced) add(masks.spaced);
		return made;
	}

	/** The set of the rules of two sets. */
	union(one: number, other: number): number {
		if (one === other || other === 0) return one;
		if (one === 0) return other;
		const key = -(one * 0x100000 + other);
		const known = this.known.get(key);
		if (known !== undefined) return known;
		const from = [one * width, other * width] as const;
		const merged = Array.from(
			{ length: width },
			(_, n) => (this.values[from[0] + n] ?? 0) | (this.values[from[1] + n] ?? 0),
		);
		const same = [one, other].find((set) => merged.every((value, n) => value === this.values[set * width + n]));
		const made = same ?? this.codes.length;
		this.known.set(key, made);
		if (same !== undefined) return same;
		this.before.push(0);
		this.codes.push(0);
		this.reserve(made);
		this.values.set(merged, made * width);
		return made;
	}

	/** The rules of a set that find the word in this way. */
	*rulesOf(set: number, way: number, needsFree: boolean): Generator<number> {
		for (const code of this.codesOf(set))
			if ((code >> ruleBits) & way && (!needsFree || (code >> ruleBits) & endsAnywhere))
				yield code & ((1 << ruleBits) - 1);
	}

	/** No more sets are made. */
	finish(): void {
		this.known.clear();
		this.values = this.values.slice(0, this.codes.length * width);
	}

	private *codesOf(set: number): Generator<number> {
		for (let one = set; one !== 0; one = this.before[one] ?? 0) yield this.codes[one] ?? 0;
	}

	private reserve(set: number): void {
		if ((set + 1) * width <= this.values.length) return;
		const grown = new Int32Array(this.values.length * 2);
		grown.set(this.values);
		this.values = grown;
	}
}
