import { setImmediate as nextTurn } from "node:timers/promises";

/** The longest that work of automod holds the event loop at once. */
const maxSliceMs = 3;

/** Resolves when the next slice may begin. */
let next: Promise<void> = Promise.resolve();
/** When the first slice of this turn of the event loop could begin. */
let turnBegan = Number.NEGATIVE_INFINITY;

/**
 * Does the work of a generator, and lets other requests pass after every few milliseconds. All such work
 * shares these: much of it at once takes longer, and holds others no longer.
 */
export async function inSlices<Result>(work: Generator<void, Result>): Promise<Result> {
	for (;;) {
		const mine = next;
		let end = () => {};
		next = new Promise((resolve) => {
			end = () => {
				if (performance.now() - turnBegan < maxSliceMs) return resolve();
				void nextTurn().then(() => {
					turnBegan = performance.now();
					resolve();
				});
			};
		});
		await mine;
		try {
			const since = performance.now();
			do {
				const { done, value } = work.next();
				if (done) return value;
			} while (performance.now() - since < maxSliceMs);
		} finally {
			end();
		}
	}
}

/** Does the same work at once. */
export function atOnce<Result>(work: Generator<void, Result>): Result {
	for (;;) {
		const { done, value } = work.next();
		if (done) return value;
	}
}
