import type { Tx } from "../transaction";
import type { DecidedSubject } from "./apply-to-all";
import { findSameBans } from "./ban-check";
import { findFormerMembers } from "./earlier-actions";
import type { Wanted } from "./input";
import type { Subject } from "./subject";

type Candidate = { subject: Subject; isMember: boolean };

type Decisions = {
	/** The users whom the action must be imposed on. */
	decided: DecidedSubject[];
	/** The action by which a user has the same ban already, by the user's id: another would change nothing. */
	same: Map<number, number>;
	/** The users who are no members, of an action that only members can have. */
	absent: Subject[];
};

/**
 * Decides about users who are locked, and whom the viewer may moderate. `removes`: the action also removes messages, so it
 * is never the same as an earlier one.
 */
export async function decide(
	tx: Tx,
	serverId: number,
	candidates: Candidate[],
	wanted: Wanted,
	removes = false,
): Promise<Decisions> {
	const isForAll = wanted.kind === "ban" || wanted.kind === "removal";
	const possible = candidates.filter(({ isMember }) => isMember || isForAll);
	const ids = possible.map(({ subject }) => subject.id);
	const same =
		wanted.kind === "ban" && !removes ? await findSameBans(tx, serverId, ids, wanted) : new Map<number, number>();
	const former = await findFormerMembers(tx, serverId, ids);
	return {
		decided: possible
			.filter(({ subject }) => !same.has(subject.id))
			.map(({ subject, isMember }) => ({ subject, isMember, wasMember: isMember || former.has(subject.id) })),
		same,
		absent: candidates.flatMap((candidate) => (possible.includes(candidate) ? [] : candidate.subject)),
	};
}
