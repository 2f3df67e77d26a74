import { setTimeout as sleep } from "node:timers/promises";
import type { Postmaster } from "./postmaster";

const shortLifeMs = 10_000;
const longestPauseMs = 5_000;

/** Starts PostgreSQL, and restarts it whenever it ends unexpectedly. */
export async function supervise(
	start: () => Promise<Postmaster>,
	log: (sentence: string) => void,
): Promise<{ stop(): Promise<void> }> {
	let current = await start();
	let stopping = false;

	const watching = (async () => {
		for (let failures = 0; ; ) {
			const since = Date.now();
			await current.ended;
			if (stopping) return;
			log("PostgreSQL ended unexpectedly; starting it again.");
			failures = Date.now() - since < shortLifeMs ? failures + 1 : 0;
			for (let back = false; !back && !stopping; ) {
				// Child processes of the previous one keep its memory for a moment, and no new one starts before they end.
				if (failures) await sleep(Math.min(100 * 2 ** (failures - 1), longestPauseMs));
				try {
					current = await start();
					back = true;
					log("PostgreSQL is back.");
				} catch (error) {
					if (++failures === 8) log(`${error instanceof Error ? error.message : error} Trying on.`);
				}
			}
			if (stopping) return;
		}
	})();

	return {
		async stop() {
			stopping = true;
			await current.stop();
			await watching;
			await current.stop(); // one that is just starting
		},
	};
}
