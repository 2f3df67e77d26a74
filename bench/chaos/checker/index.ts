import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Histories, readHistories } from "../event-log";
import { allSent, checkAcknowledgements, checkLog, checkOrder } from "./acknowledgements";
import { checkChanges } from "./changes";
import { checkConnections } from "./connections";
import { checkConvergence } from "./convergence";
import { FAULTS, type Fault, Findings } from "./findings";
import { Moderation } from "./moderation";
import { checkRemovals } from "./removals";
import { checkSightings, checkThreads, checkView } from "./views";

export type CheckResult = {
	people: number;
	connections: number;
	cuts: number;
	kills: number;
	sent: number;
	acknowledged: number;
	changed: number;
	/** The moderator's actions that removed messages, and those of them that were undone. */
	actions: number;
	undone: number;
	deliveries: number;
	faults: Record<Fault, number>;
	/** For each recovery, the milliseconds until all users had received all messages sent before it. */
	convergenceMs: number[];
	/** The first violations as sentences. */
	findings: string[];
	passed: boolean;
};

/**
 * Checks a channel, its threads and the other channels of its run, and adds up the results. Their folders are inside
 * that of the channel, and that of a thread is inside that of its own channel.
 */
export function checkAll(folder: string): CheckResult {
	const places = placesIn(folder).map((place) => {
		const histories = readHistories(place);
		return { histories, moderation: new Moderation(histories.moderation, histories.people) };
	});
	const everywhere = places.map(({ moderation }) => moderation);
	return combined(places.map(({ histories, moderation }) => checkPlace(histories, moderation, everywhere)));
}

const placesIn = (folder: string): string[] => [
	folder,
	...readdirSync(folder)
		.filter((name) => /^(channel|thread)-\d+$/.test(name))
		.toSorted()
		.flatMap((name) => placesIn(join(folder, name))),
];

/** Returns one result for several channels. */
export function combined(results: CheckResult[]): CheckResult {
	const sum = (pick: (result: CheckResult) => number) => results.reduce((total, result) => total + pick(result), 0);
	const faults = Object.fromEntries(FAULTS.map((fault) => [fault, sum((result) => result.faults[fault])]));
	const rounds = Math.max(0, ...results.map(({ convergenceMs }) => convergenceMs.length));
	return {
		people: Math.max(...results.map(({ people }) => people)),
		connections: sum(({ connections }) => connections),
		cuts: sum(({ cuts }) => cuts),
		kills: Math.max(...results.map(({ kills }) => kills)),
		sent: sum(({ sent }) => sent),
		acknowledged: sum(({ acknowledged }) => acknowledged),
		changed: sum(({ changed }) => changed),
		// An action is in the histories of all channels.
		actions: Math.max(...results.map(({ actions }) => actions)),
		undone: Math.max(...results.map(({ undone }) => undone)),
		deliveries: sum(({ deliveries }) => deliveries),
		faults: faults as Record<Fault, number>,
		convergenceMs: Array.from({ length: rounds }, (_, round) =>
			Math.max(...results.map(({ convergenceMs }) => convergenceMs[round] ?? 0)),
		),
		findings: results.flatMap(({ findings }, index) =>
			findings.map((sentence) => (index === 0 ? sentence : `place ${index}: ${sentence}`)),
		),
		passed: results.every(({ passed }) => passed),
	};
}

/**
 * Checks a run by the files in its folder alone: the messages each user sent, the acknowledgements and events they
 * received, and the channel's history as read over HTTP at the end.
 */
export function check(folder: string): CheckResult {
	const histories = readHistories(folder);
	const moderation = new Moderation(histories.moderation, histories.people);
	return checkPlace(histories, moderation, [moderation]);
}

function checkPlace(
	{ people, outages, final }: Histories,
	moderation: Moderation,
	everywhere: Moderation[],
): CheckResult {
	const findings = new Findings();
	const sent = allSent(people);
	checkLog(final, sent, moderation, findings);
	checkAcknowledgements(people, final, findings);
	checkOrder(final, sent, findings);
	checkSightings(people, sent, findings);
	const changed = checkChanges(people, final, moderation, findings);
	checkRemovals({ moderation, everywhere, people, final, sent }, findings);
	const removing = moderation.actions.filter(({ removed }) => removed > 0);
	let deliveries = 0;
	let connections = 0;
	for (const [name, entries] of people) {
		deliveries += checkConnections(name, entries, moderation, findings).deliveries;
		connections += entries.filter(({ e }) => e === "connected").length;
		checkView(name, entries, final, findings);
	}
	checkThreads(people, final, findings);
	const convergenceMs = checkConvergence(people, outages, final, sent, findings);
	return {
		people: people.size,
		connections,
		cuts: outages.filter(({ e }) => e === "cut").length,
		kills: outages.filter(({ e }) => e === "down").length,
		sent: sent.size,
		acknowledged: [...sent.values()].filter(({ acknowledgedAt }) => acknowledgedAt !== undefined).length,
		changed,
		actions: removing.length,
		undone: removing.filter(({ undoneAt }) => undoneAt < Infinity).length,
		deliveries,
		faults: findings.counts,
		convergenceMs,
		findings: findings.sentences,
		passed: Object.values(findings.counts).every((count) => count === 0),
	};
}
