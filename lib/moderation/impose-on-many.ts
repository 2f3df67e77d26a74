import type { Viewer } from "../auth/viewer";
import type { ClusterEvent } from "../cluster/events";
import type { AppError } from "../errors";
import type { Tx } from "../transaction";
import { userNotFound } from "../users/profiles";
import { applyToAll } from "./apply-to-all";
import { decide } from "./decide";
import { findKnown } from "./earlier-actions";
import type { NewSanction } from "./input";
import { findRefusals, permissionFor, type Subject } from "./subject";

type Outcomes = { ids: Map<number, number>; refused: Map<number, AppError>; events: ClusterEvent[] };

/**
 * Imposes the same sanction on many users who are locked, each as for one alone, in statements for all. Returns the action
 * or the error of each, by the user's id.
 */
export async function imposeOnMany(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	subjects: Subject[],
	sanction: NewSanction,
): Promise<Outcomes> {
	const { isMember, refusalOf } = await findRefusals(tx, viewer, serverId, subjects);
	const known = await findKnown(tx, viewer, serverId, sanction.nonce);
	const refused = new Map<number, AppError>();
	const ids = new Map<number, number>();
	const candidates: { subject: Subject; isMember: boolean }[] = [];
	for (const subject of subjects) {
		const error = refusalOf(subject, permissionFor[sanction.kind]);
		const knownId = known.get(subject.id);
		if (error) refused.set(subject.id, error);
		else if (knownId !== undefined) ids.set(subject.id, knownId);
		else candidates.push({ subject, isMember: isMember(subject) });
	}
	const { decided, same, absent } = await decide(tx, serverId, candidates, sanction);
	for (const { id } of absent) refused.set(id, userNotFound());
	for (const [userId, id] of same) ids.set(userId, id);
	const imposed = await applyToAll(tx, { viewer }, serverId, sanction, decided);
	for (const [index, { subject }] of decided.entries()) ids.set(subject.id, imposed.ids[index] ?? 0);
	return { ids, refused, events: imposed.events };
}
