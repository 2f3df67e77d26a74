import { readFileSync } from "node:fs";
import { type CheckResult, check } from "./checker";
import { Clients, signUp } from "./clients";
import type { Environment } from "./environments";
import { clock, type Entry, readHistories } from "./event-log";
import { type Plan, plan } from "./plan";
import { scratch } from "./scratch";

const slowPeople = 5;
/** Few users and messages, so that receiving does not saturate the machine. */
const mostPeople = 25;
const padding = 3800;
const leastRate = 50;
const warmUpSeconds = 5;

export type SlowResult = {
	result: CheckResult;
	/** Milliseconds from send to delivery for the users who read, without and with five users who do not. */
	p99Ms: { reading: number; unread: number };
	p50Ms: { reading: number; unread: number };
	/** The bytes sent to one reader while five users did not read. */
	unreadBytes: number;
	/** The app's maximum resident memory in MiB, in each half. */
	rssMiB: { reading: number; unread: number };
	cut: number;
};

/**
 * Sends heavy messages while all users read, then for as long while five do not, and finally lets those five catch up.
 */
export async function slow(
	stage: Environment,
	wanted: { seed: number; people: number; seconds: number; rate: number },
): Promise<SlowResult> {
	const people = Math.max(slowPeople + 2, Math.min(wanted.people, mostPeople));
	const { folder, remove } = scratch();
	const memory = watchMemory(stage.instances[0]?.pid ?? 0);
	try {
		const { owner, members, channelId } = await signUp(stage.url, people);
		const clients = new Clients(owner, members, { url: stage.url, channelId, folder });
		await clients.arrive();
		const half = (seed: number, seconds = wanted.seconds) =>
			planWithoutSlow({ ...wanted, seconds, seed, people: people - slowPeople });
		const idle = async () => {};
		await clients.run(half(wanted.seed + 2, Math.min(warmUpSeconds, wanted.seconds)), idle);
		const began = clock();
		await clients.run(half(wanted.seed), idle);
		const between = clock();
		const reading = memory.most();
		for (const person of clients.people.slice(0, slowPeople)) person.line.stopReading();
		await clients.run(half(wanted.seed + 1), idle);
		const ended = clock();
		const unread = memory.most();
		for (const person of clients.people.slice(0, slowPeople)) person.line.readAgain();
		await clients.finish();

		const histories = readHistories(folder).people;
		const slowNames = members.slice(0, slowPeople).map(({ username }) => username);
		const times = {
			reading: deliveryTimes(histories, slowNames, began, between),
			unread: deliveryTimes(histories, slowNames, between, ended),
		};
		return {
			result: check(folder),
			p50Ms: { reading: percentile(times.reading, 0.5), unread: percentile(times.unread, 0.5) },
			p99Ms: { reading: percentile(times.reading, 0.99), unread: percentile(times.unread, 0.99) },
			unreadBytes: Math.round(wanted.seconds * rateOf(wanted) * padding * 3),
			rssMiB: { reading, unread },
			cut: slowNames.filter((name) => (histories.get(name) ?? []).filter(({ e }) => e === "connected").length > 1)
				.length,
		};
	} finally {
		memory.stop();
		remove();
	}
}

const rateOf = ({ rate }: { rate: number }) => Math.max(rate, leastRate);

function planWithoutSlow(wanted: { seed: number; people: number; seconds: number; rate: number }): Plan {
	const all = plan({ ...wanted, rate: rateOf(wanted), killEveryMs: Number.POSITIVE_INFINITY, changeRatio: 0, padding });
	return { ...all, drops: [], sends: all.sends.map((send) => ({ ...send, person: send.person + slowPeople })) };
}

/** Returns the delivery times of messages first sent in this period, over all users who read. */
function deliveryTimes(people: Map<string, Entry[]>, slowNames: string[], from: number, to: number): number[] {
	const sentAt = new Map<string, number>();
	for (const entries of people.values())
		for (const entry of entries)
			if (entry.e === "sent" && entry.t >= from && entry.t < to && !entry.again) sentAt.set(entry.nonce, entry.t);
	return [...people].flatMap(([name, entries]) =>
		slowNames.includes(name)
			? []
			: entries.flatMap((entry) =>
					entry.e === "messages"
						? entry.messages.flatMap(({ nonce }) => {
								const sent = sentAt.get(nonce);
								return sent === undefined ? [] : [entry.t - sent];
							})
						: [],
				),
	);
}

function percentile(times: number[], share: number): number {
	const sorted = times.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Tracks a process's resident memory; `most` returns the maximum since its last call. */
function watchMemory(pid: number): { most(): number; stop(): void } {
	let highest = 0;
	const timer = setInterval(() => {
		highest = Math.max(highest, residentMiB(pid));
	}, 250);
	return {
		most: () => {
			const peak = highest;
			highest = 0;
			return Math.round(peak);
		},
		stop: () => clearInterval(timer),
	};
}

/** Returns 0 if the system does not report it. */
function residentMiB(pid: number): number {
	try {
		return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
	} catch {
		return 0;
	}
}
