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
 * Simulates the messages of two instances beside their other work. An instance receives a message and groups it by
 * channel, PostgreSQL stores the batch, and the instance sends it to its sockets and, through Redis, to the other
 * instance, which sends it to its own. The delay ends when an instance has written to its last socket. Returns null if a
 * resource is overloaded.
 */
export function follow(scenario: Scenario, load: Load, constants: Constants, seed: number): Delays | null {
	const { utilisation, instances } = load;
	if (Math.max(utilisation.instances, utilisation.databases, utilisation.redises) >= 1) return null;
	const random = new Random(seed);
	const simulation = new Simulation();
	const cost = (name: keyof Constants["microseconds"]) => constants.microseconds[name] / 1e6;
	const simulated = Math.min(2, instances);
	const rate = (load.messages * simulated) / instances;
	const cores = Array.from({ length: simulated }, () => new Server(simulation));

	// As many databases and Redises as the simulated messages would keep busy at the given utilisation.
	const databaseWork = rate * cost("databasePerCommit");
	const databases = shared(simulation, random, utilisation.databases, scenario.coresPerDatabase, databaseWork, 0.0005);
	const redises = shared(simulation, random, utilisation.redises, 1, rate * cost("redisPerPublish"), 0.00002);

	const background = backgroundOf(load, constants);
	const eventRate = rate * 12 + simulated * background.rate * 2;
	const seconds = Math.min(longestSeconds, mostEvents / eventRate);
	for (const core of cores)
		simulation.poisson(background.rate, random, () => core.serve(background.pick(random.next())));

	const pickChannel = chooser(load.channels, ({ count, messages }) => count * messages);
	const waiting = new Map<string, { at: number; home: number }[]>();
	const delays: number[] = [];
	const disk = Math.max(0, constants.commitMs / 1000 - cost("databasePerCommit") - cost("instancePerMessage"));

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
					if (simulated > 1)
						simulation.in(hopSeconds, () =>
							redises[Math.floor(random.next() * redises.length)]?.serve(cost("redisPerPublish"), () =>
								simulation.in(hopSeconds, () => notify(1 - home, channel, batch, cost("instancePerRemoteChange"))),
							),
						);
					if ((waiting.get(key) ?? []).length > 0) append(key, channel);
					else waiting.delete(key);
				}),
			),
		);
	};
	const notify = (home: number, channel: ChannelClass, batch: { at: number }[], first: number) =>
		cores[home]?.serve(first + (channel.listeners / instances) * cost("instancePerFrame"), () => {
			if (simulation.now > seconds / 10)
				for (const { at } of batch) delays.push((simulation.now - at + hopSeconds) * 1000);
		});
	for (let home = 0; home < simulated; home++)
		simulation.poisson(rate / simulated, random, () => {
			const sent = { at: simulation.now - hopSeconds, home };
			const channel = pickChannel(random.next());
			const key = `${load.channels.indexOf(channel)} ${random.below(Math.max(1, Math.round(channel.count)))}`;
			cores[home]?.serve(cost("instancePerMessage"), () => {
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

/** Servers that are busy by `utilisation`: with the simulated messages (`followed` core seconds a second) and other jobs. */
function shared(
	simulation: Simulation,
	random: Random,
	utilisation: number,
	coreCount: number,
	followed: number,
	job: number,
): Server[] {
	const count = Math.max(1, Math.ceil(followed / Math.max(1e-9, utilisation * coreCount)));
	return Array.from({ length: count }, () => {
		const server = new Server(simulation, coreCount);
		const rest = Math.max(0, utilisation * coreCount - followed / count);
		// With too many jobs to simulate, fewer and longer ones take their place. This overestimates the queue.
		const size = Math.max(job, (rest * longestSeconds) / (mostEvents / 8));
		simulation.poisson(rest / size, random, () => server.serve(size));
		return server;
	});
}

/** The work of an instance besides the simulated messages: events to all members of a server, and small operations. */
function backgroundOf(load: Load, { microseconds }: Constants): { rate: number; pick: (roll: number) => number } {
	const { instances, instance } = load;
	const frame = microseconds.instancePerFrame / 1e6;
	const jobs = load.emits.map(({ rate, size }) => {
		const here = size / instances;
		// A server with fewer connected members than instances notifies only some of the instances.
		return { rate: rate * Math.min(1, here), seconds: Math.max(1, here) * frame };
	});
	const serverEvents = jobs.reduce((all, { rate, seconds }) => all + rate * seconds, 0);
	const followed = instance.frames / instances - serverEvents;
	const small =
		(instance.messages + instance.received + instance.events + instance.people) / instances + Math.max(0, followed) / 2;
	jobs.push({ rate: small / 0.0002, seconds: 0.0002 });
	const pick = chooser(jobs, ({ rate }) => rate);
	return { rate: jobs.reduce((all, { rate }) => all + rate, 0), pick: (roll) => pick(roll).seconds };
}

/** Returns a function that picks an item by a roll of at least 0 and less than 1, in proportion to the weights. */
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
