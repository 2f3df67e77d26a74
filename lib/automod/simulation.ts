import type { Program } from "./pattern-program";

/** More steps take too long to compare. */
const maxSteps = 600;

/**
 * For each step of a program, the steps that match whatever it matches: of two threads of an automaton, one is then
 * superfluous. Without this a gap of up to 60 characters has an automaton of millions of states, and with it of 60.
 * Returns null if they are not worth comparing.
 */
export function* dominatorsOf({
	steps,
	sets,
}: Program): Generator<void, ((step: number, other: number) => boolean) | null> {
	const size = steps.length;
	if (size > maxSteps) return null;
	const contains = sets.map((outer) => sets.map((inner) => includesRanges(outer, inner)));
	const next = steps.map((step) => ("out" in step ? elementsAt(steps, step.out) : []));
	const matches = new Uint8Array(size * size);
	const pairs: number[] = [];
	for (let a = 0; a < size; a++) {
		yield;
		for (let b = 0; b < size; b++) {
			const [one, other] = [steps[a], steps[b]];
			const mayMatch =
				(one?.kind === "read" && other?.kind === "read" && contains[other.set]?.[one.set]) ||
				(one?.kind === "test" && other?.kind === "test" && one.needs === other.needs) ||
				(one?.kind === "match" && other?.kind === "match");
			if (!mayMatch) continue;
			matches[a * size + b] = 1;
			if (a !== b) pairs.push(a * size + b);
		}
	}
	// A program continues mostly at later steps, so what is decided last is looked at first.
	pairs.reverse();
	for (let changed = true; changed; ) {
		changed = false;
		for (const [n, pair] of pairs.entries()) {
			if (n % 2000 === 0) yield;
			if (!matches[pair]) continue;
			const [a, b] = [Math.floor(pair / size), pair % size];
			const isMet = next[a]?.every((one) => next[b]?.some((other) => matches[one * size + other]));
			if (isMet) continue;
			matches[pair] = 0;
			changed = true;
		}
	}
	return (step, other) => matches[step * size + other] === 1;
}

/** The steps that read, test or match, reached from a step by forks alone. */
export function elementsAt(steps: Program["steps"], from: number): number[] {
	const seen = new Set([from]);
	for (const at of seen) {
		const step = steps[at];
		if (step?.kind === "fork") seen.add(step.out).add(step.other);
	}
	return [...seen].filter((at) => steps[at]?.kind !== "fork" && steps[at]?.kind !== "fail");
}

/** Whether the ranges of `outer` contain those of `inner`; both are in ascending order. */
function includesRanges(outer: number[], inner: number[]): boolean {
	let at = 0;
	for (let n = 0; n < inner.length; n += 2) {
		while (at < outer.length && (outer[at + 1] ?? 0) < (inner[n] ?? 0)) at += 2;
		if (at >= outer.length || (outer[at] ?? 0) > (inner[n] ?? 0) || (outer[at + 1] ?? 0) < (inner[n + 1] ?? 0))
			return false;
	}
	return true;
}
