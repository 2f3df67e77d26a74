import { RE2JS, RE2JSException } from "re2js";

/** A step of a program: it goes on at two places, tests what is around, reads a character, or matches. */
export type Step =
	| { kind: "fork"; out: number; other: number }
	| { kind: "test"; out: number; needs: number }
	| { kind: "read"; out: number; set: number }
	| { kind: "match" }
	| { kind: "fail" };

/** A pattern as steps. `sets` are the sets of characters that it reads, as pairs of first and last code points. */
export type Program = { steps: Step[]; start: number; sets: number[][] };

/** The conditions of `test`, as re2js has them. */
export const needs = {
	beginLine: 1,
	endLine: 2,
	beginText: 4,
	endText: 8,
	wordBoundary: 16,
	noWordBoundary: 32,
} as const;

export const maxCode = 0x10ffff;
const newline = 0x0a;

/** The instructions of re2js, by their `op`. */
const ops = { alt: 1, altMatch: 2, capture: 3, test: 4, fail: 5, match: 6, nop: 7, read: 8, lastRead: 11 };
const anyCharacter = 10;
const anyButNewline = 11;
type Instruction = {
	op: number;
	out: number;
	arg: number;
	runes: ArrayLike<number>;
	matchRune(code: number): boolean;
};

export const flags = RE2JS.CASE_INSENSITIVE;

/** Compiles a pattern of RE2's syntax. Throws PatternError with the place of a mistake. */
export function compilePattern(pattern: string): RE2JS {
	try {
		return RE2JS.compile(pattern, flags);
	} catch (error) {
		if (error instanceof RE2JSException) throw new PatternError(error.message);
		throw error;
	}
}

export class PatternError extends Error {}

/** The steps of a compiled pattern. */
export function* programOf(compiled: RE2JS): Generator<void, Program> {
	const { prog }: { prog: { start: number; inst: Instruction[] } } = compiled.re2Input;
	const sets = new Sets();
	const steps: Step[] = [];
	for (const instruction of prog.inst) {
		yield;
		steps.push(stepOf(instruction, sets));
	}
	return { steps, start: prog.start, sets: sets.all };
}

function stepOf(instruction: Instruction, sets: Sets): Step {
	const { op, out, arg } = instruction;
	if (op === ops.alt || op === ops.altMatch) return { kind: "fork", out, other: arg };
	if (op === ops.capture || op === ops.nop) return { kind: "fork", out, other: out };
	if (op === ops.test) return { kind: "test", out, needs: arg };
	if (op === ops.match) return { kind: "match" };
	if (op < ops.read || op > ops.lastRead) return { kind: "fail" };
	return { kind: "read", out, set: sets.numberOf(instruction) };
}

/** The distinct sets of characters of a pattern. */
class Sets {
	readonly all: number[][] = [];
	private readonly numbers = new Map<string, number>();
	/** Those of hundreds of ranges, which a repetition copies hundreds of times. */
	private readonly large: { runes: ArrayLike<number>; set: number }[] = [];

	numberOf(instruction: Instruction): number {
		const { runes } = instruction;
		if (runes.length <= 2) return this.find(rangesOf(instruction));
		const known = this.large.find((one) => equals(one.runes, runes));
		if (known) return known.set;
		const set = this.find(rangesOf(instruction));
		this.large.push({ runes, set });
		return set;
	}

	private find(ranges: number[]): number {
		const key = ranges.join();
		const known = this.numbers.get(key);
		if (known !== undefined) return known;
		this.numbers.set(key, this.all.length);
		return this.all.push(ranges) - 1;
	}
}

function equals(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
	if (one === other) return true;
	if (one.length !== other.length) return false;
	for (let n = 0; n < one.length; n++) if (one[n] !== other[n]) return false;
	return true;
}

function rangesOf(instruction: Instruction): number[] {
	if (instruction.op === anyCharacter) return [0, maxCode];
	if (instruction.op === anyButNewline) return [0, newline - 1, newline + 1, maxCode];
	const [only] = Array.from(instruction.runes);
	if (instruction.runes.length !== 1 || only === undefined) return withoutAbsent(Array.from(instruction.runes));
	return casesOf(only)
		.filter((code) => instruction.matchRune(code) && !absent.includes(code))
		.sort((a, b) => a - b)
		.flatMap((code) => [code, code]);
}

/**
 * ſ and the sign for Kelvin are s and K in other cases, and no letters of words. They are never in a text that patterns
 * are searched in, where they are plain letters; in automata they would make the beginning of a word uncertain.
 */
export const absent = [0x17f, 0x212a];

const withoutAbsent = (ranges: number[]): number[] =>
	absent.reduce(
		(left, code) =>
			left.flatMap((first, n) => {
				const last = left[n + 1] ?? 0;
				if (n % 2 === 1) return [];
				if (first > code || last < code) return [first, last];
				return [...(first < code ? [first, code - 1] : []), ...(last > code ? [code + 1, last] : [])];
			}),
		ranges,
	);

/** Letters whose other case is not found by changing the case of a letter back and forth. */
const oddCases = [
	"kK\u212a",
	"sSſ",
	"åÅ\u212b",
	"σςΣ",
	"µμΜ",
	"βϐΒ",
	"θϑΘϴ",
	"φϕΦ",
	"πϖΠ",
	"κϰΚ",
	"ρϱΡ",
	"εϵΕ",
	"ιͅΙ\u1fbe",
	"ṡṠẛ",
	"ßẞ",
	"ωΩΩ",
];

function casesOf(code: number): number[] {
	const letters = new Set([String.fromCodePoint(code)]);
	for (const letter of letters) {
		for (const other of [letter.toLowerCase(), letter.toUpperCase()]) if ([...other].length === 1) letters.add(other);
		for (const odd of oddCases) if (odd.includes(letter)) for (const other of odd) letters.add(other);
	}
	return [...letters].map((letter) => letter.codePointAt(0) ?? 0);
}
