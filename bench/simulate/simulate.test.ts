import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../chaos/random";
import { constants } from "./constants";
import { Server, Simulation } from "./engine";
import { follow } from "./flow";
import { fewestInstances, loadOf, maxUtilisation } from "./load";
import { reportOf } from "./report";
import { SCENARIOS, type Scenario } from "./scenario";

const [small, middle] = SCENARIOS as [Scenario, Scenario];
const measured = constants();

/** Simulates random jobs for a server with `cores`. Returns the mean waiting time and the utilisation. */
function queue(rate: number, cores: number, length: (random: Random) => number): { wait: number; busy: number } {
	const random = new Random(7);
	const simulation = new Simulation();
	const server = new Server(simulation, cores);
	const until = 100_000;
	let [waited, jobs] = [0, 0];
	simulation.poisson(rate, random, () => {
		const [at, seconds] = [simulation.now, length(random)];
		server.serve(seconds, () => {
			waited += simulation.now - at - seconds;
			jobs++;
		});
	});
	simulation.run(until);
	return { wait: waited / jobs, busy: server.worked / until / cores };
}
const near = (value: number, wanted: number, share: number) =>
	assert.ok(Math.abs(value - wanted) <= wanted * share, `${value} is not near ${wanted}`);

test("a server's utilisation follows the utilisation law: rate times service time", () => {
	near(queue(0.7, 1, () => 1).busy, 0.7, 0.02);
	near(queue(2.4, 4, () => 1).busy, 0.6, 0.02);
});

test("waiting in one queue matches Pollaczek–Khinchine, for fixed and random job lengths", () => {
	// M/D/1: ρs / 2(1 − ρ). M/M/1: ρs / (1 − ρ).
	near(queue(0.8, 1, () => 1).wait, 2, 0.06);
	near(queue(0.8, 1, (random) => -Math.log(1 - random.next())).wait, 4, 0.08);
});

test("waiting for several cores matches Erlang", () => {
	// M/M/2 at ρ = 0.75: C(2, 1.5) / (2 − 1.5) = 0.6429 / 0.5.
	near(queue(1.5, 2, (random) => -Math.log(1 - random.next())).wait, 1.2857, 0.06);
});

test("the same seed gives the same run, another seed another", () => {
	const run = (seed: number) => reportOf([small], measured, seed).text;
	const first = run(3);
	assert.equal(run(3), first);
	// The printed values are rounded: two seeds may look alike, ten do not.
	assert.ok(Array.from({ length: 10 }, (_, seed) => seed).some((seed) => run(seed) !== first));
});

test("the server classes contain all memberships and all messages", () => {
	const { messages, channels } = loadOf(middle, measured, 10);
	near(messages, (middle.people * middle.messagesPerDay * middle.peak) / 86_400, 0.001);
	const listening = channels.reduce((all, { count, listeners }) => all + count * listeners, 0);
	near(listening, middle.people * middle.online * middle.openChannels, 0.001);
});

test("more users, more messages or fewer cores never lower a utilisation", () => {
	const changes: Partial<Scenario>[] = [
		{ people: 2e6 },
		{ messagesPerDay: 40 },
		{ online: 0.4 },
		{ coresPerDatabase: 16 },
	];
	const before = loadOf(middle, measured, 50).utilisation;
	for (const change of changes) {
		const after = loadOf({ ...middle, ...change }, measured, 50).utilisation;
		for (const key of ["instances", "databases", "redises", "memory"] as const)
			assert.ok(after[key] >= before[key], `${JSON.stringify(change)}: ${key}`);
	}
});

test("the fewest instances suffice, and one fewer does not", () => {
	const load = fewestInstances({ ...small, people: 300_000, coresPerDatabase: 32 }, measured);
	assert.ok(load && load.instances > 1);
	assert.ok(load.utilisation.instances <= maxUtilisation);
	const before = loadOf({ ...small, people: 300_000, coresPerDatabase: 32 }, measured, load.instances - 1).utilisation;
	assert.ok(before.instances > maxUtilisation || before.memory > 1);
});

test("delays grow with utilisation, and an overloaded resource gives no delay", () => {
	const at = (people: number) => {
		const scenario = { ...small, people };
		return follow(scenario, loadOf(scenario, measured, 1), measured, 1);
	};
	const [quiet, busy] = [at(2000), at(40_000)];
	assert.ok(quiet && busy && quiet.messages > 10);
	assert.ok(busy.p99 > quiet.p99);
	assert.ok(quiet.p50 >= 0.5 && quiet.p50 < 20);
	assert.equal(at(10_000_000), null);
});
