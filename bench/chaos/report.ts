import type { Verdict } from "./checker";
import type { Scenario } from "./options";

/** Everybody must have seen what was said before within this time of a return. */
export const convergedWithinMs = 5000;

/** What a scenario showed: figures for the table, each with the limit it broke, and sentences about faults. */
export type Outcome = {
	scenario: Scenario;
	figures: { name: string; value: string; broken: boolean }[];
	findings: string[];
	passed: boolean;
	/** Why nothing was tried. */
	skipped?: string;
	detail?: unknown;
};

export function outcomeOf(scenario: Scenario, verdict: Verdict): Outcome {
	const { faults, convergenceMs } = verdict;
	const slowest = Math.max(0, ...convergenceMs);
	const zero = (name: string, count: number) => ({ name, value: String(count), broken: count > 0 });
	const plain = (name: string, value: number | string) => ({ name, value: String(value), broken: false });
	const figures = [
		plain("people", verdict.people),
		plain("sent", verdict.sent),
		plain("acknowledged", verdict.acknowledged),
		plain("edits, deletions, reactions", verdict.changed),
		plain("deliveries", verdict.deliveries),
		plain("kills and stops", verdict.kills),
		plain("connections cut / made", `${verdict.cuts} / ${verdict.connections}`),
		zero("lost", faults.lost),
		zero("doubled", faults.doubled),
		zero("reordered", faults.reordered),
		zero("holes", faults.holes),
		zero("false acknowledgements", faults.falseAcknowledgements),
		zero("mismatches", faults.mismatches),
		zero("contract violations", faults.contract),
		zero("never converged", faults.unconverged),
		zero("never acknowledged", verdict.sent - verdict.acknowledged),
		{
			name: "convergence, seconds",
			value: convergenceMs.map((ms) => (ms / 1000).toFixed(1)).join(" ") || "—",
			broken: slowest > convergedWithinMs,
		},
	];
	return {
		scenario,
		figures,
		findings: verdict.findings,
		passed: figures.every(({ broken }) => !broken),
		detail: verdict,
	};
}

/** The outcome as lines for a terminal. */
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
