import { accepted, dead, type Pattern } from "./pattern";

/** A pattern with its own class of characters by the common one. */
export type Lane = Pick<Pattern, "table" | "width" | "start"> & { map: Uint8Array };

/** Whether a pattern matches, after the end of the text. */
export const accepts = ({ table, width }: Lane, state: number): boolean =>
	table[state * width + width - 1] === accepted;

/** So much of it is kept, in numbers of 32 bits. */
const maxCells = 60_000;
/** A text that needs more new steps is read pattern by pattern. */
const maxNewSteps = 60;

/**
 * All patterns of a server as one automaton, of which only what texts have needed is kept: in usual texts nearly all
 * patterns wait for their beginning, so that a character costs one step for all of them.
 */
export class PatternProduct {
	private readonly most: number;
	/** For each state, the states of all patterns; and by the class of a character the next state plus 1, or 0. */
	private states: Uint16Array[] = [];
	private rows: Int32Array[] = [];
	/** For each state, the patterns that match if the text ends there, once that is known. */
	private ends: (number[] | undefined)[] = [];
	private readonly numbers = new Map<string, number>();

	constructor(
		private readonly lanes: Lane[],
		private readonly width: number,
	) {
		this.most = Math.floor(maxCells / (width + lanes.length));
	}

	get bytes(): number {
		return maxCells * 4;
	}

	/** The numbers of the patterns that match a text, in classes of characters; null if it needs too many new steps. */
	run(text: Uint16Array, length: number): number[] | null {
		if (this.states.length === 0 || this.states.length > this.most) this.begin();
		const { rows } = this;
		let state = 0;
		let newSteps = 0;
		for (let at = 0; at < length; at++) {
			const one = text[at] ?? 0;
			let next = rows[state]?.[one] ?? 0;
			if (next === 0) {
				if (++newSteps > maxNewSteps) return null;
				next = this.add(state, one);
			}
			state = next - 1;
		}
		return this.matchesOf(state);
	}

	private matchesOf(state: number): number[] {
		let found = this.ends[state];
		if (!found) {
			const states = this.states[state];
			found = [...this.lanes.keys()].filter((n) => {
				const lane = this.lanes[n];
				return lane !== undefined && accepts(lane, states?.[n] ?? dead);
			});
			this.ends[state] = found;
		}
		return found;
	}

	private begin(): void {
		this.states = [];
		this.rows = [];
		this.ends = [];
		this.numbers.clear();
		this.numberOf(Uint16Array.from(this.lanes, ({ start }) => start));
	}

	private add(state: number, one: number): number {
		const from = this.states[state];
		const next = this.numberOf(
			Uint16Array.from(
				this.lanes,
				({ table, width, map }, n) => table[(from?.[n] ?? 0) * width + (map[one] ?? 0)] ?? 0,
			),
		);
		const row = this.rows[state];
		if (row) row[one] = next + 1;
		return next + 1;
	}

	private numberOf(states: Uint16Array): number {
		const key = String.fromCharCode(...states);
		const known = this.numbers.get(key);
		if (known !== undefined) return known;
		this.numbers.set(key, this.states.length);
		this.rows.push(new Int32Array(this.width));
		return this.states.push(states) - 1;
	}
}
