import type { Entry, Final, Histories } from "../event-log";
import { allSent, checkAcknowledgements, checkLog, checkOrder } from "./acknowledgements";
import { checkChanges } from "./changes";
import { Findings } from "./findings";
import { Moderation } from "./moderation";

/**
 * Checks a restored copy of a channel against the histories of the run: everything that was acknowledged before the
 * backup began is in the copy. Later messages and requests may be in it or not; nothing else is.
 */
export function checkCopy(histories: Histories, copy: Final, backupBeganAt: number): Findings {
	const findings = new Findings();
	const people = new Map(
		[...histories.people].map(([name, entries]) => [name, entries.filter((entry) => counts(entry, backupBeganAt))]),
	);
	const sent = allSent(people);
	const moderation = new Moderation(histories.moderation, people);
	checkLog(copy, sent, moderation, findings);
	checkAcknowledgements(people, copy, findings);
	checkOrder(copy, sent, findings);
	checkChanges(people, copy, moderation, findings);
	return findings;
}

const counts = ({ e, t }: Entry, backupBeganAt: number) =>
	e === "sent" || e === "asked" || ((e === "acknowledged" || e === "answered") && t < backupBeganAt);
