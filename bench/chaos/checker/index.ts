import { readHistories } from "../history";
import { allSaid, checkAcknowledgements, checkLog, checkOrder } from "./acknowledgements";
import { checkChanges } from "./changes";
import { checkConnections } from "./connections";
import { checkConvergence } from "./convergence";
import { type Fault, Findings } from "./findings";
import { checkSightings, checkView } from "./views";

export type Verdict = {
	people: number;
	connections: number;
	cuts: number;
	kills: number;
	sent: number;
	acknowledged: number;
	changed: number;
	deliveries: number;
	faults: Record<Fault, number>;
	/** Milliseconds from each return to the moment when everybody had seen all that was said before it. */
	convergenceMs: number[];
	/** The first faults as sentences. */
	findings: string[];
	passed: boolean;
};

/**
 * Judges a run by nothing but what it left in its folder: what each person sent, was acknowledged and saw, and the
 * channel's history as it was read over HTTP in the end.
 */
export function judge(folder: string): Verdict {
	const { people, fire, final } = readHistories(folder);
	const findings = new Findings();
	const said = allSaid(people);
	checkLog(final, said, findings);
	checkAcknowledgements(people, final, findings);
	checkOrder(final, said, findings);
	checkSightings(people, said, findings);
	const changed = checkChanges(people, final, findings);
	let deliveries = 0;
	let connections = 0;
	for (const [name, entries] of people) {
		deliveries += checkConnections(name, entries, findings).deliveries;
		connections += entries.filter(({ e }) => e === "connected").length;
		checkView(name, entries, final, findings);
	}
	const convergenceMs = checkConvergence(people, fire, final, said, findings);
	return {
		people: people.size,
		connections,
		cuts: fire.filter(({ e }) => e === "cut").length,
		kills: fire.filter(({ e }) => e === "down").length,
		sent: said.size,
		acknowledged: [...said.values()].filter(({ acknowledgedAt }) => acknowledgedAt !== undefined).length,
		changed,
		deliveries,
		faults: findings.counts,
		convergenceMs,
		findings: findings.sentences,
		passed: Object.values(findings.counts).every((count) => count === 0),
	};
}
