import type { ChannelsResult } from "./channels";
import type { CheckResult } from "./checker";
import type { Scenario } from "./options";
import type { Tally } from "./revocation/checker";
import type { RunResult } from "./run";
import type { SlowResult } from "./slow";

/** After a recovery, all users must have received the earlier messages within this time. */
export const convergedWithinMs = 5000;

/** The result of a scenario: figures for the table, each with the limit it broke, and sentences about violations. */
export type Outcome = {
	scenario: Scenario;
	figures: { name: string; value: string; broken: boolean }[];
	findings: string[];
	passed: boolean;
	/** Why the scenario was skipped. */
	skipped?: string;
	detail?: unknown;
};

export function outcomeOf(scenario: Scenario, result: RunResult): Outcome {
	const { faults, convergenceMs, backup } = result;
	const slowest = Math.max(0, ...convergenceMs);
	const zero = (name: string, count: number) => ({ name, value: String(count), broken: count > 0 });
	const plain = (name: string, value: number | string) => ({ name, value: String(value), broken: false });
	const figures = [
		plain("people", result.people),
		plain("sent", result.sent),
		plain("acknowledged", result.acknowledged),
		plain("edits, deletions, reactions, votes, pins", result.changed),
		plain("deliveries", result.deliveries),
		plain("kills and stops", result.kills),
		plain("connections cut / made", `${result.cuts} / ${result.connections}`),
		zero("lost", faults.lost),
		zero("doubled", faults.doubled),
		zero("reordered", faults.reordered),
		zero("holes", faults.holes),
		zero("false acknowledgements", faults.falseAcknowledgements),
		zero("mismatches", faults.mismatches),
		zero("contract violations", faults.contract),
		zero("never converged", faults.unconverged),
		zero("never acknowledged", result.sent - result.acknowledged),
		{
			name: "convergence, seconds",
			value: convergenceMs.map((ms) => (ms / 1000).toFixed(1)).join(" ") || "—",
			broken: slowest > convergedWithinMs,
		},
		...(backup
			? [
					plain("backup: begun until one was complete", backup.attempts),
					plain("backup: KiB", Math.round(backup.bytes / 1024)),
					plain(
						"backup / restore, seconds",
						[backup.backupMs, backup.restoreMs].map((ms) => (ms / 1000).toFixed(1)).join(" / "),
					),
					{ name: "backup: messages in the copy", value: String(backup.messages), broken: backup.messages === 0 },
					zero("backup: findings of the doctor in the copy", backup.doctor.length),
					zero("backup: violations in the copy", backup.findings.length),
				]
			: []),
	];
	return {
		scenario,
		figures,
		findings: [
			...result.findings,
			...(backup ? [...backup.doctor, ...backup.findings] : []).map((text) => `backup: ${text}`),
		],
		passed: figures.every(({ broken }) => !broken),
		detail: result,
	};
}

/** Nothing of the lock or the failure of one channel may be seen in any other. */
export function outcomeOfChannels(channels: ChannelsResult): Outcome {
	const { result, failing, partMs, slowestMs } = channels;
	const outcome = outcomeOf("channels", result);
	const { contract: refusals, ...faults } = failing.faults;
	const others = Object.values(faults).reduce((sum, count) => sum + count, failing.sent - failing.acknowledged);
	const wait = (name: string, ms: number) => ({ name, value: ms.toFixed(0), broken: ms === 0 || ms >= partMs / 2 });
	const figures = [
		...outcome.figures,
		wait("slowest acknowledgement elsewhere while a channel is locked, ms", slowestMs.locked),
		wait("slowest acknowledgement elsewhere while a channel fails, ms", slowestMs.failing),
		{ name: "refusals in the failing channel", value: String(refusals), broken: refusals === 0 },
		{ name: "other faults in the failing channel", value: String(others), broken: others > 0 },
	];
	return { ...outcome, figures, passed: figures.every(({ broken }) => !broken), detail: channels };
}

/** The app's memory may grow by at most this much while five users do not read. */
const maxGrowthMiB = 50;

export function outcomeOfSlow(slow: SlowResult): Outcome {
	const { result, p50Ms, p99Ms, rssMiB, cut, unreadBytes } = slow;
	const growth = rssMiB.unread - rssMiB.reading;
	const outcome = outcomeOf("slow", result);
	const pair = (times: { reading: number; unread: number }) =>
		`${times.reading.toFixed(1)} / ${times.unread.toFixed(1)}`;
	const figures = [
		...outcome.figures,
		{ name: "unread by each of five, MiB", value: (unreadBytes / 2 ** 20).toFixed(0), broken: false },
		{ name: "p50 of the others, ms, before / meanwhile", value: pair(p50Ms), broken: false },
		// Five users who do not read may at most double the delivery time of the others.
		{
			name: "p99 of the others, ms, before / meanwhile",
			value: pair(p99Ms),
			broken: p99Ms.unread >= 2 * p99Ms.reading,
		},
		{ name: "memory at most, MiB, before / meanwhile", value: pair(rssMiB), broken: growth >= maxGrowthMiB },
		{ name: "slow readers that were cut", value: `${cut} of 5`, broken: false },
	];
	return { ...outcome, figures, passed: figures.every(({ broken }) => !broken), detail: slow };
}

/** `removals` are the runs in which messages were removed and restored, by the number of instances. */
export function outcomeOfGate(tallies: Tally[], removals: CheckResult[]): Outcome {
	const runs = removals.map((result, index) => {
		const { figures, findings } = outcomeOf("gate", result);
		const name = (of: string) => `removal${index === 0 ? "" : "_remote"}: ${of}`;
		const actions = {
			name: "actions / undone",
			value: `${result.actions} / ${result.undone}`,
			broken: result.undone === 0,
		};
		return {
			figures: [actions, ...figures].map((figure) => ({ ...figure, name: name(figure.name) })),
			findings: findings.map(name),
		};
	});
	const figures = tallies.flatMap((tally) => {
		const zero = (name: string, count: number) => ({
			name: `${tally.way}: ${name}`,
			value: String(count),
			broken: count > 0,
		});
		return [
			{ name: `${tally.way}: times`, value: String(tally.times), broken: tally.times === 0 },
			zero("events after the last", tally.after),
			zero("later than allowed", tally.late),
			zero("connections not notified", tally.unnotified),
			zero("still accepted", tally.accepted),
			zero("lost", tally.lost),
			{
				name: `${tally.way}: last event after the response, ms at most`,
				value: String(tally.slowestMs),
				broken: false,
			},
			{ name: `${tally.way}: heartbeats received by others meanwhile`, value: String(tally.heartbeats), broken: false },
		];
	});
	const all = [...figures, ...runs.flatMap((run) => run.figures)];
	return {
		scenario: "gate",
		figures: all,
		findings: [...tallies, ...runs].flatMap(({ findings }) => findings),
		passed: all.every(({ broken }) => !broken),
		detail: { tallies, removals },
	};
}

/** Formats the outcome as lines for a terminal. */
export function tableOf({ scenario, figures, findings, passed, skipped }: Outcome): string {
	if (skipped) return `\n== ${scenario}: skipped. ${skipped}\n`;
	const width = Math.max(...figures.map(({ name }) => name.length));
	return [
		`\n== ${scenario}: ${passed ? "passed" : "FAILED"}`,
		...figures.map(({ name, value, broken }) => `   ${name.padEnd(width)}  ${value}${broken ? "   <- broken" : ""}`),
		...findings.map((sentence) => `   ! ${sentence}`),
		"",
	].join("\n");
}
