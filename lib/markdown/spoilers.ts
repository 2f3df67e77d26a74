import type { StateInline } from "markdown-it";
import { characterAt, characterBefore, isCjkLetter } from "./cjk";
import { formulaEnd } from "./math";

const angled = /<[a-z][a-z0-9+.-]{1,31}:[^<>\s]*>/iy;
const operandEnd = /^[\p{L}\p{N}_)\]}"'`]$/u;
const operandStart = /^[!~(+\-"'$&*[{]*[\p{L}\p{N}_]/u;

/** The offsets of `||` in a text, outside of code, formulas, links in angle brackets and escapes. */
export function* barsIn(src: string): Generator<number> {
	for (let at = 0; at < src.length; at++) {
		const sign = src[at];
		if (sign === "\\") at++;
		else if (sign === "`") at = endOfCode(src, at) - 1;
		else if (sign === "$") at = (formulaEnd(src, at, src.length) ?? at + 1) - 1;
		else if (sign === "<") {
			angled.lastIndex = at;
			at += Math.max(0, (angled.exec(src)?.[0].length ?? 0) - 1);
		} else if (sign === "|" && src[at + 1] === "|") yield at++;
	}
}

/** The offset after the code that a run of backticks opens, or after the run if nothing closes it. */
function endOfCode(src: string, at: number): number {
	let end = at;
	while (src[end] === "`") end++;
	const size = end - at;
	for (let next = src.indexOf("`", end); next >= 0; ) {
		let close = next;
		while (src[close] === "`") close++;
		if (close - next === size) return close;
		next = src.indexOf("`", close);
	}
	return end;
}

/** The `||` that open a spoiler, and where it closes. */
export function pairsIn(src: string): { pairs: Map<number, number>; single: number[] } {
	const bars = [...barsIn(src)];
	const pairs = new Map<number, number>();
	const single: number[] = [];
	for (let n = 0; n < bars.length; ) {
		const open = bars[n] ?? 0;
		const close = closerOf(src, bars, n);
		if (close < 0) {
			single.push(open);
			n++;
		} else {
			pairs.set(open, bars[close] ?? 0);
			n = close + 1;
		}
	}
	return { pairs, single };
}

const isBlank = (character: string) => character === "" || /^\s$/u.test(character);

/** The index of the bars that close the `n`th ones; -1 if they hide nothing. */
function closerOf(src: string, bars: number[], n: number): number {
	const open = bars[n] ?? 0;
	const isTight = !isBlank(src.charAt(open + 2));
	let later = -1;
	for (let m = n + 1; m < bars.length; m++) {
		const close = bars[m] ?? 0;
		if (m === n + 1 && src.slice(open + 2, close).trim() === "") return -1;
		if (!isTight) return isOperator(src, open, close) ? -1 : m;
		if (!isBlank(src.charAt(close - 1))) return isBetweenOperands(src, open, close) ? -1 : m;
		// After a blank and before a word, another spoiler opens.
		if (!isBlank(src.charAt(close + 2))) break;
		if (later < 0) later = m;
	}
	return later >= 0 && !isOperator(src, open, bars[later] ?? 0) ? later : -1;
}

const isOperandEnd = (character: string) => operandEnd.test(character) && !isCjkLetter(character);
const startsOperand = (src: string, at: number) =>
	operandStart.test(src.slice(at, at + 12)) && !isCjkLetter(characterAt(src, at));

/** `a||b||c`: bars without blanks, between words on both sides. */
const isBetweenOperands = (src: string, open: number, close: number): boolean =>
	isOperandEnd(characterBefore(src, open)) && startsOperand(src, close + 2);

/** `a || b || c`: bars with blanks, between words on both sides, unless they have a line to themselves. */
function isOperator(src: string, open: number, close: number): boolean {
	let before = open;
	while (before > 0 && isBlank(src.charAt(before - 1))) before--;
	let after = close + 2;
	while (after < src.length && isBlank(src.charAt(after))) after++;
	const begins = open === 0 || src.slice(before, open).includes("\n") || before === 0;
	const ends = after === src.length || src.slice(close + 2, after).includes("\n");
	if (begins && ends) return false;
	return isOperandEnd(characterBefore(src, before)) && startsOperand(src, after);
}

const known = new WeakMap<StateInline, Map<number, number>>();

/** ||hidden until clicked|| */
export function spoiler(state: StateInline, silent: boolean): boolean {
	const { pos, posMax, src } = state;
	if (!src.startsWith("||", pos)) return false;
	let pairs = known.get(state);
	if (!pairs) {
		pairs = pairsIn(src).pairs;
		known.set(state, pairs);
	}
	const end = pairs.get(pos);
	if (end === undefined || end + 2 > posMax) return false;
	if (!silent) {
		state.push("spoiler_open", "span", 1);
		state.pos = pos + 2;
		state.posMax = end;
		state.md.inline.tokenize(state);
		state.posMax = posMax;
		state.push("spoiler_close", "span", -1);
	}
	state.pos = end + 2;
	return true;
}
