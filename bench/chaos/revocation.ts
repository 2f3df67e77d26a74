import { type Environment, numericUrl } from "./environments";
import type { Placement, Tally } from "./revocation/checker";
import { Way } from "./revocation/scenarios";

const notifiedWithinMs = 1000;

/**
 * Takes access away `times` times in each way while a message is sent every ten milliseconds, and counts what arrived
 * afterwards. With two instances, the sockets are on one and the requests go to the other.
 */
export async function revocation(stage: Environment, times: number): Promise<Tally[]> {
	const [first, second] = stage.instances;
	if (!first) throw new Error("There is no instance.");
	const placement: Placement = {
		home: numericUrl(first),
		act: numericUrl(second ?? first),
		notifiedWithinMs,
		leakMs: second ? notifiedWithinMs : 0,
	};
	const suffix = second ? "_remote" : "";
	const trials: [string, (way: Way) => Promise<void>][] = [
		["leaving", (way) => way.leaving(times)],
		["deletion", (way) => way.deletion(times)],
		["revocation", (way) => way.revocation(times)],
		["offline", (way) => way.offline(times)],
	];
	return Promise.all(
		trials.map(async ([name, trial]) => {
			const way = await Way.begin(name + suffix, placement);
			try {
				await trial(way);
			} finally {
				way.stop();
			}
			return way.tally;
		}),
	);
}
