import type { Bench } from "../bench";
import type { Figure } from "../metrics";
import { median } from "../statistics";

/**
 * Measures from the start of the process to its first ready answer: a built app, with the data of all earlier sections.
 */
export async function startUp(bench: Bench): Promise<Figure[]> {
	const { stage, rounds } = bench;
	const times: number[] = [];
	for (let round = 0; round < rounds; round++) {
		await stage.app.kill("SIGTERM");
		const start = performance.now();
		await stage.app.startAgain();
		times.push((performance.now() - start) / 1000);
	}
	stage.keepApart();
	const seconds = median(times);
	return [
		bench.note({
			...{ id: "start-up", name: "a later start, until ready", target: "≤ 5 s", beside: "" },
			measured: `${seconds.toFixed(1)} s`,
			met: seconds <= 5,
			values: { seconds },
		}),
	];
}
