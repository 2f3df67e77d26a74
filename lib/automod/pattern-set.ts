import { accepted, classAt, dead, type Pattern } from "./pattern";
import { accepts, type Lane, PatternProduct } from "./pattern-product";

const basicPlane = 0x10000;

type Listed = { rule: number; pattern: Pattern };
const lanesAtOnce = 4;
/** Both of its states stay as they are. */
const never = { table: Uint16Array.of(dead, dead, accepted, accepted), width: 2, start: dead };

/**
 * The patterns of a server with one alphabet: the class of a character is looked up once for all of them, and each
 * pattern then costs two looks into tables a character.
 */
export class PatternSet {
	private readonly classes = new Uint16Array(basicPlane);
	private readonly beyond: { bounds: number[]; classes: number[] } = { bounds: [], classes: [] };
	private readonly lanes: Lane[] = [];
	private product: PatternProduct | null = null;
	private text = new Uint16Array(1024);

	private constructor(private readonly patterns: Listed[]) {}

	static *build(patterns: Listed[]): Generator<void, PatternSet> {
		const set = new PatternSet(patterns);
		const marks = new Set([0]);
		for (const { pattern } of patterns) {
			yield;
			for (const bound of pattern.bounds) marks.add(bound);
		}
		const bounds = [...marks].sort((a, b) => a - b);
		const known = new Map<string, number>();
		const own: number[][] = [];
		for (const [n, bound] of bounds.entries()) {
			if (n % 10 === 0) yield;
			const each = patterns.map(({ pattern }) => classAt(pattern, bound));
			const key = each.join();
			const common = known.get(key) ?? known.size;
			if (common === known.size) {
				known.set(key, common);
				own.push(each);
			}
			const next = bounds[n + 1] ?? basicPlane;
			if (bound < basicPlane) set.classes.fill(common, bound, Math.min(next, basicPlane));
			set.beyond.bounds.push(bound);
			set.beyond.classes.push(common);
		}
		for (const [n, { pattern }] of patterns.entries())
			set.lanes.push({ ...pattern, map: Uint8Array.from(own, (each) => each[n] ?? 0) });
		while (set.lanes.length % lanesAtOnce > 0) set.lanes.push({ ...never, map: new Uint8Array(own.length) });
		set.product = new PatternProduct(set.lanes, own.length);
		return set;
	}

	get isEmpty(): boolean {
		return this.patterns.length === 0;
	}

	get bytes(): number {
		return this.patterns.reduce(
			(sum, { pattern }) => sum + pattern.table.byteLength,
			this.classes.byteLength + (this.product?.bytes ?? 0),
		);
	}

	/** The rules with a pattern that matches, each pattern by its number. With `onFound` returning true the search ends. */
	search(text: string, onFound: (rule: number, pattern: Pattern) => boolean): void {
		if (this.patterns.length === 0) return;
		const length = this.read(text);
		const matching = this.product?.run(this.text, length);
		if (matching) {
			for (const n of matching) {
				const found = this.patterns[n];
				if (found && onFound(found.rule, found.pattern)) return;
			}
			return;
		}
		for (let from = 0; from < this.patterns.length; from += lanesAtOnce) {
			const [one, two, three, four] = this.lanes.slice(from, from + lanesAtOnce);
			if (!one || !two || !three || !four) return;
			for (const [n, isFound] of this.match(length, one, two, three, four).entries()) {
				const found = this.patterns[from + n];
				if (isFound && found && onFound(found.rule, found.pattern)) return;
			}
		}
	}

	private read(text: string): number {
		if (this.text.length < text.length) this.text = new Uint16Array(text.length);
		let length = 0;
		for (let at = 0; at < text.length; at++) {
			const unit = text.charCodeAt(at);
			if (unit < 0xd800 || unit > 0xdbff) {
				this.text[length++] = this.classes[unit] ?? 0;
				continue;
			}
			this.text[length++] = classAt(this.beyond, text.codePointAt(at) ?? 0);
			at++;
		}
		return length;
	}

	/** Whether each matches. They read the text side by side, because each look into a table waits for the one before. */
	private match(length: number, one: Lane, two: Lane, three: Lane, four: Lane): boolean[] {
		const { text } = this;
		const { table: tableA, width: widthA, map: mapA } = one;
		const { table: tableB, width: widthB, map: mapB } = two;
		const { table: tableC, width: widthC, map: mapC } = three;
		const { table: tableD, width: widthD, map: mapD } = four;
		let a = one.start;
		let b = two.start;
		let c = three.start;
		let d = four.start;
		// Until all are decided.
		for (let at = 0; at < length && (a | b | c | d) > accepted; at++) {
			const common = text[at] ?? 0;
			a = tableA[Math.imul(a, widthA) + (mapA[common] ?? 0)] ?? dead;
			b = tableB[Math.imul(b, widthB) + (mapB[common] ?? 0)] ?? dead;
			c = tableC[Math.imul(c, widthC) + (mapC[common] ?? 0)] ?? dead;
			d = tableD[Math.imul(d, widthD) + (mapD[common] ?? 0)] ?? dead;
		}
		return [accepts(one, a), accepts(two, b), accepts(three, c), accepts(four, d)];
	}
}
