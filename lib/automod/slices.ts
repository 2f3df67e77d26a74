import { setImmediate as nextTurn } from "node:timers/promises";

/** The longest that work of automod holds the event loop at once. */
const maxSliceMs = 3;

/** Does the work of a generator, and lets other work pass after every few milliseconds. */
export async function inSlices<Result>(work: Generator<void, Result>): Promise<Result> {
	let since = performance.now();
	for (;;) {
		const { done, value } = work.next();
		if (done) return value;
		if (performance.now() - since < maxSliceMs) continue;
		await nextTurn();
		since = performance.now();
	}
}

/** Does the same work at once. */
export function atOnce<Result>(work: Generator<void, Result>): Result {
	for (;;) {
		const { done, value } = work.next();
		if (done) return value;
	}
}
