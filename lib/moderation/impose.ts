import type { Viewer } from "../auth/viewer";
import { resolveCaseByAction } from "../cases/resolve-by-action";
import type { Tx } from "../transaction";
import { userNotFound } from "../users/profiles";
import { type ActingRule, type ActingUser, applyToAll } from "./apply-to-all";
import { findSameBans } from "./ban-check";
import { findFormerMembers, findKnown } from "./earlier-actions";
import type { Wanted } from "./input";
import { type CheckedRemoval, checkRemoval, type HeldRemoval, removeMessages } from "./removal";
import { lockSubject, permissionFor, type Subject } from "./subject";
import type { Effects } from "./undo";

/** `isKnown`: the viewer has taken the action before, with the same nonce, and nothing was done now. */
export type Imposed = Effects & { id: number; isKnown?: boolean };

/** An action that has been decided under the locks of the subject and of the channels in `removal`. */
type Decided = { wanted: Wanted; isMember: boolean; wasMember: boolean; removal: CheckedRemoval | null };

/**
 * Imposes a sanction, removes messages, or both, and resolves the case that the action is about, if there is one. Writes
 * the entry in the audit log and the events, and returns the action. The same ban again changes nothing but the case, and
 * the same nonce nothing at all. The subject receives the event before they are removed: their last event is `membership`.
 */
export async function impose(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	subject: Subject,
	sanction: Wanted,
	removal: HeldRemoval | null = null,
): Promise<Imposed> {
	const imposed = await imposeOnly(tx, viewer, serverId, subject, sanction, removal);
	if (sanction.caseId === undefined || imposed.isKnown) return imposed;
	const resolved = await resolveCaseByAction(tx, viewer, serverId, sanction.caseId, imposed.id);
	return { ...imposed, events: [...imposed.events, ...resolved] };
}

async function imposeOnly(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	subject: Subject,
	sanction: Wanted,
	removal: HeldRemoval | null,
): Promise<Imposed> {
	const { kind } = sanction;
	const needs = removal ? [permissionFor[kind], permissionFor.removal] : [permissionFor[kind]];
	const { isMember } = await lockSubject(tx, viewer, serverId, subject, { needs, channelIds: removal?.channelIds });
	const [known] = (await findKnown(tx, viewer, serverId, sanction.nonce)).values();
	if (known !== undefined) return { id: known, events: [], changed: null, isKnown: true };
	if (!isMember && kind !== "ban" && kind !== "removal") throw userNotFound();
	const bans = sanction.kind === "ban" && !removal ? await findSameBans(tx, serverId, [subject.id], sanction) : null;
	const same = bans?.get(subject.id);
	if (same !== undefined) return { id: same, events: [], changed: null };
	const checked = removal && (await checkRemoval(tx, viewer, serverId, subject, removal));
	const wasMember = isMember || (await findFormerMembers(tx, serverId, [subject.id])).has(subject.id);
	return applyAction(tx, { viewer }, serverId, subject, { wanted: sanction, isMember, wasMember, removal: checked });
}

/** Stores an action that has been decided, with its entry in the audit log, its effects and its events. */
export async function applyAction(
	tx: Tx,
	by: ActingUser | { rule: ActingRule },
	serverId: number,
	subject: Subject,
	{ wanted, isMember, wasMember, removal }: Decided,
): Promise<Imposed> {
	const { ids, events } = await applyToAll(tx, by, serverId, wanted, [{ subject, isMember, wasMember }]);
	const [id = 0] = ids;
	return { id, events, changed: removal && (await removeMessages(tx, id, subject, removal)) };
}
