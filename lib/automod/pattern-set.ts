import { classAt, type Pattern } from "./pattern";

const dead = 0;
const accepted = 1;
const basicPlane = 0x10000;

/**
 * The patterns of a server with one alphabet: the class of a character is looked up once for all of them, and each
 * pattern then costs two looks into tables a character.
 */
export class PatternSet {
	private readonly classes = new Uint16Array(basicPlane);
	private readonly beyond: { bounds: number[]; classes: number[] } = { bounds: [], classes: [] };
	/** For each pattern, its own class by the common one. */
	private readonly maps: Uint8Array[];
	private text = new Uint16Array(1024);

	constructor(private readonly patterns: { rule: number; pattern: Pattern }[]) {
		const bounds = [...new Set(patterns.flatMap(({ pattern }) => [...pattern.bounds]).concat(0))].sort((a, b) => a - b);
		const known = new Map<string, number>();
		const own: number[][] = [];
		for (const [n, bound] of bounds.entries()) {
			const each = patterns.map(({ pattern }) => classAt(pattern, bound));
			const key = each.join();
			const common = known.get(key) ?? known.size;
			if (common === known.size) {
				known.set(key, common);
				own.push(each);
			}
			const next = bounds[n + 1] ?? basicPlane;
			if (bound < basicPlane) this.classes.fill(common, bound, Math.min(next, basicPlane));
			this.beyond.bounds.push(bound);
			this.beyond.classes.push(common);
		}
		this.maps = patterns.map((_, n) => Uint8Array.from(own, (each) => each[n] ?? 0));
	}

	get isEmpty(): boolean {
		return this.patterns.length === 0;
	}

	get bytes(): number {
		return this.patterns.reduce((sum, { pattern }) => sum + pattern.table.byteLength, this.classes.byteLength);
	}

	/** The rules with a pattern that matches, each pattern by its number. With `onFound` returning true the search ends. */
	search(text: string, onFound: (rule: number, pattern: Pattern) => boolean): void {
		if (this.patterns.length === 0) return;
		const length = this.read(text);
		for (const [n, { rule, pattern }] of this.patterns.entries())
			if (this.matches(pattern, this.maps[n] ?? new Uint8Array(), length) && onFound(rule, pattern)) return;
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

	private matches({ table, width, start }: Pattern, map: Uint8Array, length: number): boolean {
		const { text } = this;
		let state = start;
		for (let at = 0; at < length && state > accepted; at++)
			state = table[state * width + (map[text[at] ?? 0] ?? 0)] ?? dead;
		if (state > accepted) state = table[state * width + width - 1] ?? dead;
		return state === accepted;
	}
}
