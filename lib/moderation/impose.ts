import type { Viewer } from "../auth/viewer";
import { resolveCaseByAction } from "../cases/resolve-by-action";
import type { Tx } from "../transaction";
import { userNotFound } from "../users/profiles";
import { type ActingRule, type ActingUser, applyToAll, type DecidedSubject } from "./apply-to-all";
import { decide } from "./decide";
import { findKnown } from "./earlier-actions";
import type { Wanted } from "./input";
import { type CheckedRemoval, checkRemoval, type HeldRemoval, removeMessages } from "./removal";
import { lockSubject, permissionFor, type Subject } from "./subject";
import type { Effects } from "./undo";

/** `isKnown`: the viewer has taken the action before, with the same nonce, and nothing was done now. */
export type Imposed = Effects & { id: number; isKnown?: boolean };

/** An action that has been decided under the locks of the subject and of the channels in `removal`. */
type Decided = DecidedSubject & { wanted: Wanted; removal: CheckedRemoval | null };

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
	const { decided, same } = await decide(tx, serverId, [{ subject, isMember }], sanction, removal !== null);
	const sameId = same.get(subject.id);
	if (sameId !== undefined) return { id: sameId, events: [], changed: null };
	const [found] = decided;
	if (!found) throw userNotFound();
	const checked = removal && (await checkRemoval(tx, viewer, serverId, subject, removal));
	return applyAction(tx, { viewer }, serverId, { ...found, wanted: sanction, removal: checked });
}

/** Stores an action that has been decided, with its entry in the audit log, its effects and its events. */
export async function applyAction(
	tx: Tx,
	by: ActingUser | { rule: ActingRule },
	serverId: number,
	{ wanted, removal, ...decided }: Decided,
): Promise<Imposed> {
	const { ids, events } = await applyToAll(tx, by, serverId, wanted, [decided]);
	const [id = 0] = ids;
	return { id, events, changed: removal && (await removeMessages(tx, id, decided.subject, removal)) };
}
