import { Random } from "../chaos/random";
import { percentile } from "../statistics";
import type { Constants } from "./constants";
import { Server, Simulation } from "./engine";
import type { ChannelClass, Load } from "./load";
import type { Scenario } from "./scenario";

/** One-way latency inside a data centre. */
const hopSeconds = 0.00025;
const mostEvents = 400_000;
const longestSeconds = 20;

export type Delays = { p50: number; p99: number; messages: number };

/**
 * Simulates the messages of two instances through every step, next to the instances' other work: received by an
 * instance, grouped by channel, stored, sent to local sockets, and through Redis to the other instance's sockets. The
 * delay is from the send to the last socket of an instance. Returns null if a resource is overloaded.
 */
export function follow(scenario: Scenario, load: Load, constants: Constants, seed: number): Delays | null {
	const { utilisation, nodes } = load;
	if (Math.max(utilisation.nodes, utilisation.databases, utilisation.redises) >= 1) return null;
	const random = new Random(seed);
	const simulation = new Simulation();
	const cost = (name: keyof Constants["microseconds"]) => constants.microseconds[name] / 1e6;
	const twins = Math.min(2, nodes);
	const rate = (load.messages * twins) / nodes;
	const stations = Array.from({ length: twins }, () => new Server(simulation));

	// As many databases and Redises as would be equally busy with these messages alone.
	const databaseWork = rate * cost("databasePerCommit");
	const databases = shared(simulation, random, utilisation.databases, scenario.coresPerDatabase, databaseWork, 0.0005);
	const redises = shared(simulation, random, utilisation.redises, 1, rate * cost("redisPerPublish"), 0.00002);

	const background = backgroundOf(load, constants);
	const eventRate = rate * 12 + twins * background.rate * 2;
	const seconds = Math.min(longestSeconds, mostEvents / eventRate);
	for (const station of stations)
		simulation.poisson(background.rate, random, () => station.serve(background.pick(random.next())));

	const pickChannel = chooser(load.channels, ({ count, messages }) => count * messages);
	const waiting = new Map<string, { at: number; home: number }[]>();
	const delays: number[] = [];
	const disk = Math.max(0, constants.commitMs / 1000 - cost("databasePerCommit") - cost("nodePerMessage"));

	const append = (key: string, channel: ChannelClass) => {
		const batch = waiting.get(key) ?? [];
		const home = batch[0]?.home ?? 0;
		waiting.set(key, []);
		const work = cost("databasePerCommit") + (batch.length - 1) * cost("databasePerMessageInBatch");
		const database = databases[Math.floor(random.next() * databases.length)];
		simulation.in(hopSeconds, () =>
			database?.serve(work, () =>
				simulation.in(disk + hopSeconds, () => {
					notify(home, channel, batch, 0);
					if (twins > 1)
						simulation.in(hopSeconds, () =>
							redises[Math.floor(random.next() * redises.length)]?.serve(cost("redisPerPublish"), () =>
								simulation.in(hopSeconds, () => notify(1 - home, channel, batch, cost("nodePerHeard"))),
							),
						);
					if ((waiting.get(key) ?? []).length > 0) append(key, channel);
					else waiting.delete(key);
				}),
			),
		);
	};
	const notify = (home: number, channel: ChannelClass, batch: { at: number }[], first: number) =>
		stations[home]?.serve(first + (channel.listeners / nodes) * cost("nodePerFrame"), () => {
			if (simulation.now > seconds / 10)
				for (const { at } of batch) delays.push((simulation.now - at + hopSeconds) * 1000);
		});
	for (let home = 0; home < twins; home++)
		simulation.poisson(rate / twins, random, () => {
			const sent = { at: simulation.now - hopSeconds, home };
			const channel = pickChannel(random.next());
			const key = `${load.channels.indexOf(channel)} ${random.below(Math.max(1, Math.round(channel.count)))}`;
			stations[home]?.serve(cost("nodePerMessage"), () => {
				const line = waiting.get(key);
				if (line) line.push(sent);
				else {
					waiting.set(key, [sent]);
					append(key, channel);
				}
			});
		});
	simulation.run(seconds);
	return { p50: percentile(delays, 0.5), p99: percentile(delays, 0.99), messages: delays.length };
}

/** Stations with the given `utilisation`, which serve the tracked work and, for the rest, other work. */
function shared(
	simulation: Simulation,
	random: Random,
	utilisation: number,
	servers: number,
	followed: number,
	job: number,
): Server[] {
	const count = Math.max(1, Math.ceil(followed / Math.max(1e-9, utilisation * servers)));
	return Array.from({ length: count }, () => {
		const station = new Server(simulation, servers);
		const rest = Math.max(0, utilisation * servers - followed / count);
		// If there would be too many jobs to simulate, uses fewer and larger ones: this overestimates the queue rather than
		// underestimating it.
		const size = Math.max(job, (rest * longestSeconds) / (mostEvents / 8));
		simulation.poisson(rest / size, random, () => station.serve(size));
		return station;
	});
}

/** The work of one instance besides the tracked messages: events to whole servers, and small operations. */
function backgroundOf(load: Load, { microseconds }: Constants): { rate: number; pick: (roll: number) => number } {
	const { nodes, node } = load;
	const frame = microseconds.nodePerFrame / 1e6;
	const jobs = load.emits.map(({ rate, size }) => {
		const here = size / nodes;
		// If the server has no users on some instances, fewer instances are notified.
		return { rate: rate * Math.min(1, here), seconds: Math.max(1, here) * frame };
	});
	const event = jobs.reduce((all, { rate, seconds }) => all + rate * seconds, 0);
	const followed = node.frames / nodes - event;
	const small = (node.messages + node.received + node.words + node.people) / nodes + Math.max(0, followed) / 2;
	jobs.push({ rate: small / 0.0002, seconds: 0.0002 });
	const pick = chooser(jobs, ({ rate }) => rate);
	return { rate: jobs.reduce((all, { rate }) => all + rate, 0), pick: (roll) => pick(roll).seconds };
}

function chooser<T>(all: T[], weight: (one: T) => number): (roll: number) => T {
	const sums: number[] = [];
	let whole = 0;
	for (const one of all) {
		whole += weight(one);
		sums.push(whole);
	}
	return (roll) => {
		let [low, high] = [0, sums.length - 1];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((sums[middle] ?? 0) < roll * whole) low = middle + 1;
			else high = middle;
		}
		const found = all[low];
		if (found === undefined) throw new Error("There are no options to choose from.");
		return found;
	};
}
