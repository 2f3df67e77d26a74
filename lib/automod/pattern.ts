import { compilePattern, maxCode, needs, PatternError, type Program, programOf } from "./pattern-program";
import { dominatorsOf, elementsAt } from "./simulation";

/** The states that stay as they are: nothing can match any more, and the pattern has matched. */
export const dead = 0;
export const accepted = 1;
const newline = 0x0a;
const maxSteps = 800;
/** Bounds of an automaton: what is larger is refused when it is saved. */
const maxStates = 20_000;
const maxCells = 250_000;
/** Bounds the time of building it. */
const maxVisits = 6_000_000;

/**
 * A pattern as a complete automaton: a character of a text costs one look into a table, whatever the pattern and the
 * text are. `classes` are the classes of characters that it distinguishes: class n of those from bounds[n] on.
 */
export type Pattern = {
	readonly source: string;
	readonly bounds: Int32Array;
	readonly classes: Uint8Array;
	readonly width: number;
	readonly table: Uint16Array;
	readonly start: number;
};

type Alphabet = {
	bounds: number[];
	classes: number[];
	/** The sets that contain each class, and whether it is the line break, or letters of words. */
	sets: boolean[][];
	isNewline: boolean[];
	isWord: boolean[];
};

/** Compiles a pattern. Throws PatternError for a mistake, or if its automaton would be too large. */
export function* buildPattern(source: string): Generator<void, Pattern> {
	const compiled = compilePattern(source);
	if (compiled.programSize() > maxSteps) throw tooComplex();
	yield;
	const program = yield* programOf(compiled);
	const alphabet = alphabetOf(program);
	const automaton = new Automaton(program, alphabet, yield* dominatorsOf(program));
	const { table, start } = yield* automaton.build();
	return {
		source,
		start,
		table,
		width: automaton.width,
		bounds: Int32Array.from(alphabet.bounds),
		classes: Uint8Array.from(alphabet.classes),
	};
}

const tooComplex = () =>
	new PatternError("Too complex. Use shorter repetitions, such as .* or {0,20} instead of {20,40}.");

const wordRanges = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];

function alphabetOf({ steps, sets }: Program): Alphabet {
	const tests = steps.some(({ kind }) => kind === "test");
	const all = tests ? [...sets, [newline, newline], wordRanges] : sets;
	const marks = new Set([0]);
	for (const ranges of all)
		for (let n = 0; n < ranges.length; n += 2) {
			marks.add(ranges[n] ?? 0);
			if ((ranges[n + 1] ?? 0) < maxCode) marks.add((ranges[n + 1] ?? 0) + 1);
		}
	const bounds = [...marks].sort((a, b) => a - b);
	const positions = all.map(() => 0);
	const known = new Map<string, number>();
	const alphabet: Alphabet = { bounds, classes: [], sets: [], isNewline: [], isWord: [] };
	for (const bound of bounds) {
		const within = all.map((ranges, n) => {
			let at = positions[n] ?? 0;
			while (at < ranges.length && (ranges[at + 1] ?? 0) < bound) at += 2;
			positions[n] = at;
			return at < ranges.length && (ranges[at] ?? 0) <= bound;
		});
		const key = within.map(Number).join("");
		let number = known.get(key);
		if (number === undefined) {
			number = known.size;
			known.set(key, number);
			alphabet.sets.push(within.slice(0, sets.length));
			alphabet.isNewline.push(tests && (within[sets.length] ?? false));
			alphabet.isWord.push(tests && (within[sets.length + 1] ?? false));
		}
		alphabet.classes.push(number);
	}
	if (known.size > 250) throw tooComplex();
	return alphabet;
}

/** A state: the steps that wait for the next character, and what is known of the place before it. */
type State = { steps: number[]; before: number; afterWord: boolean };

class Automaton {
	/** The classes of characters, and the end of the text. */
	readonly width: number;
	private readonly states: State[] = [];
	private readonly numbers = new Map<string, number>();
	private readonly following: number[][];
	private readonly starts: number[];
	private visits = 0;

	constructor(
		private readonly program: Program,
		private readonly alphabet: Alphabet,
		private readonly dominates: ((step: number, other: number) => boolean) | null,
	) {
		this.width = alphabet.sets.length + 1;
		const { steps } = program;
		this.following = steps.map((step) => ("out" in step ? elementsAt(steps, step.out) : []));
		this.starts = elementsAt(steps, program.start);
	}

	*build(): Generator<void, { table: Uint16Array; start: number }> {
		// The first two numbers are taken by `dead` and `accepted`.
		const rows: number[][] = [[], []];
		this.states.push({ steps: [], before: 0, afterWord: false }, { steps: [], before: 0, afterWord: false });
		const start = this.numberOf(this.starts, needs.beginText | needs.beginLine, false);
		for (let n = 2; n < this.states.length; n++) {
			const state = this.states[n];
			if (!state) break;
			if (n % 10 === 0) yield;
			const row: number[] = [];
			for (let one = 0; one < this.width; one++) row.push(this.next(state, one));
			rows.push(row);
			if (this.states.length > maxStates || this.states.length * this.width > maxCells) throw tooComplex();
		}
		const table = new Uint16Array(rows.length * this.width);
		table.fill(accepted, this.width, this.width * 2);
		for (const [n, row] of rows.entries()) table.set(row, n * this.width);
		return { table, start };
	}

	/** The state after a character of this class, or after the text. */
	private next({ steps, before, afterWord }: State, one: number): number {
		const { isNewline, isWord, sets } = this.alphabet;
		const isEnd = one === this.width - 1;
		let known = before;
		if (isEnd) known |= needs.endText | needs.endLine;
		else if (isNewline[one]) known |= needs.endLine;
		const isWordNext = !isEnd && (isWord[one] ?? false);
		known |= isWordNext === afterWord ? needs.noWordBoundary : needs.wordBoundary;
		const reached = this.resolve(steps, known);
		if (reached === null) return accepted;
		if (isEnd) return dead;
		const next = new Set(this.starts);
		for (const at of reached) {
			const step = this.program.steps[at];
			if (step?.kind === "read" && sets[one]?.[step.set]) for (const other of this.following[at] ?? []) next.add(other);
			this.visits++;
		}
		return this.numberOf([...next], isNewline[one] ? needs.beginLine : 0, isWordNext);
	}

	/** The steps that are reached through tests of which this is known; null if one matches. */
	private resolve(from: number[], known: number): Set<number> | null {
		const reached = new Set(from);
		for (const at of reached) {
			const step = this.program.steps[at];
			if (step?.kind === "match") return null;
			if (step?.kind === "test" && (step.needs & ~known) === 0)
				for (const other of this.following[at] ?? []) reached.add(other);
			if (++this.visits > maxVisits) throw tooComplex();
		}
		return reached;
	}

	private numberOf(from: number[], before: number, afterWord: boolean): number {
		const reached = this.resolve(from, before);
		if (reached === null) return accepted;
		const { steps } = this.program;
		const waiting = [...reached].filter((at) => {
			const step = steps[at];
			return step?.kind === "read" || (step?.kind === "test" && (step.needs & ~before) !== 0);
		});
		const kept = this.prune(waiting).sort((a, b) => a - b);
		if (kept.length === 0) return dead;
		const isOpen = kept.some((at) => steps[at]?.kind === "test");
		const state = { steps: kept, before: isOpen ? before : 0, afterWord: isOpen && afterWord };
		const key = `${state.before} ${state.afterWord} ${kept}`;
		let number = this.numbers.get(key);
		if (number === undefined) {
			number = this.states.length;
			this.states.push(state);
			this.numbers.set(key, number);
		}
		return number;
	}

	/** Without the steps that another one makes superfluous. */
	private prune(steps: number[]): number[] {
		const { dominates } = this;
		if (!dominates) return steps;
		const kept: number[] = [];
		for (const step of steps) {
			this.visits += kept.length;
			if (kept.some((other) => dominates(step, other))) continue;
			for (let n = kept.length - 1; n >= 0; n--) if (dominates(kept[n] ?? 0, step)) kept.splice(n, 1);
			kept.push(step);
		}
		return kept;
	}
}

/** The number of the class of a code point. */
export function classAt(
	{ bounds, classes }: { bounds: ArrayLike<number>; classes: ArrayLike<number> },
	code: number,
): number {
	let [low, high] = [0, bounds.length - 1];
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((bounds[middle] ?? 0) <= code) low = middle;
		else high = middle - 1;
	}
	return classes[low] ?? 0;
}
