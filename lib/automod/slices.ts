import { setImmediate as nextTurn } from "node:timers/promises";

/** The longest that work of automod holds the event loop at once. */
const maxSliceMs = 2;

/** Resolves when the next slice may begin. */
let next: Promise<void> = Promise.resolve();
/** When the first slice of this turn of the event loop could begin. */
let turnBegan = Number.NEGATIVE_INFINITY;

/**
 * Does the work of a generator in slices of a few milliseconds, with other requests between them. All work of automod
 * shares these slices, so that much of it at once takes longer but delays other requests no longer.
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
