import { and, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { moderationActions } from "@/db/schema";
import { requirePermission } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { settleUndone } from "../cases/resolve-by-action";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import type { ActionKind } from "../realtime/protocol";
import type { Tx } from "../transaction";
import { writeAudit } from "./audit";
import type { FoundAction } from "./find-action";
import { isSanctioned, settleBans, settleTimeouts } from "./latest-sanction";
import { type ChangedMessages, lockKept, requireInChannels, restoreMessages } from "./removal";
import { undoTime } from "./serialize";
import { findRefusals, lockSubject, permissionFor, type Subject } from "./subject";

const tooLate = () => new AppError("undo_expired", "This action is older than 7 days. It cannot be undone any more.");

/** An action with the channels of the messages that are kept of it, which the caller holds. */
export type HeldAction = FoundAction & { channelIds: number[] };
/** For the caller to emit after the commit. */
export type Effects = { events: ClusterEvent[]; changed: ChangedMessages | null };
const nothing: Effects = { events: [], changed: null };

/**
 * Undoes one action: an earlier one of the same kind that still lasts is in force again, and its messages are restored.
 * If the sanction was lifted already, the messages still are. Its case is open again. Again it changes nothing.
 */
export async function undo(tx: Tx, viewer: Viewer, serverId: number, found: HeldAction): Promise<Effects> {
	const done = await undoOne(tx, viewer, serverId, found, "in time");
	if (!done) return nothing;
	return { ...done, events: [...done.events, ...(await settleUndone(tx, viewer, serverId, [found.id]))] };
}

/** Undoes one action because of an appeal, however old it is. Its case stays decided. */
export const undoForAppeal = async (tx: Tx, viewer: Viewer, serverId: number, found: HeldAction): Promise<Effects> =>
	(await undoOne(tx, viewer, serverId, found, "always")) ?? nothing;

/** Returns null if there is nothing to undo any more. */
async function undoOne(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	found: HeldAction,
	when: "in time" | "always",
): Promise<Effects | null> {
	const { id, subject, channelIds } = found;
	await lock(tx, viewer, serverId, found);
	const [action] = await readActions(tx, [id]);
	// Read again under the locks: another undo may have restored them, and they may be deleted as too old at this moment.
	const isKept = channelIds.length > 0 && (await lockKept(tx, id));
	if (!action || (action.undoneAt && !isKept)) return null;
	if (action.isLate && when === "in time") throw tooLate();
	const changed = isKept ? await restoreMessages(tx, id) : null;
	const kind = action.undoneAt ? "removal" : found.kind;
	return { events: await markUndone(tx, viewer, serverId, [{ subject, kind, actions: [action] }]), changed };
}

const readActions = (tx: Tx, ids: number[]) =>
	tx
		.select({
			id: moderationActions.id,
			wasMember: moderationActions.wasMember,
			undoneAt: moderationActions.undoneAt,
			isLate: sql<boolean>`${moderationActions.createdAt} < now() - ${undoTime}`,
		})
		.from(moderationActions)
		.where(isOneOf(moderationActions.id, ids));

/**
 * Undoes sanctions of many users who are locked, each as if alone, in statements for all: those that have removed no
 * messages. Returns the error of each that is left as it is, by its id.
 */
export async function undoSanctions(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	found: FoundAction[],
): Promise<{ refused: Map<number, AppError>; events: ClusterEvent[] }> {
	const subjects = found.map(({ subject }) => subject);
	const { refusalOf } = await findRefusals(tx, viewer, serverId, subjects);
	const actions = new Map((await readActions(tx, idsOf(found))).map((action) => [action.id, action]));
	const refused = new Map<number, AppError>();
	const undone: Undone[] = [];
	for (const { id, kind, subject } of found) {
		const action = actions.get(id);
		const error = refusalOf(subject, permissionFor[kind]);
		if (error) refused.set(id, error);
		else if (!action || action.undoneAt) continue;
		else if (action.isLate) refused.set(id, tooLate());
		else undone.push({ subject, kind, actions: [action] });
	}
	if (undone.length === 0) return { refused, events: [] };
	const events = await markUndone(tx, viewer, serverId, undone);
	const ids = undone.flatMap(({ actions }) => idsOf(actions));
	return { refused, events: [...events, ...(await settleUndone(tx, viewer, serverId, ids))] };
}

const idsOf = (rows: { id: number }[]) => rows.map(({ id }) => id);

/**
 * Moderators may undo their own removal whatever the subject's rank, and where they may manage messages in its channels
 * alone: so they have removed the messages.
 */
async function lock(tx: Tx, viewer: Viewer, serverId: number, found: HeldAction): Promise<void> {
	const { kind, subject, channelIds, removed } = found;
	const isOwn = kind === "removal" && found.actorId === viewer.id;
	const needs = kind === "removal" ? [] : [permissionFor[kind], ...(removed > 0 ? [permissionFor.removal] : [])];
	const { actor } = await lockSubject(tx, viewer, serverId, subject, { needs, channelIds, ignoresRank: isOwn });
	if (kind !== "removal" || includes(actor.permissions, permissionFor.removal)) return;
	if (channelIds.length === 0) requirePermission(actor, permissionFor.removal);
	await requireInChannels(tx, viewer, serverId, channelIds);
}

/** Ends a timeout or a ban at whatever time it began, with those that it has replaced. */
export async function lift(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	subject: Subject,
	kind: "timeout" | "ban",
): Promise<ClusterEvent[]> {
	await lockSubject(tx, viewer, serverId, subject, { needs: [permissionFor[kind]] });
	if (!(await isSanctioned(tx, kind, serverId, subject.id))) return [];
	const lasting = await tx
		.select({ id: moderationActions.id, wasMember: moderationActions.wasMember })
		.from(moderationActions)
		.where(
			and(
				eq(moderationActions.serverId, serverId),
				eq(moderationActions.subjectId, subject.id),
				eq(moderationActions.kind, kind),
				isNull(moderationActions.undoneAt),
				or(isNull(moderationActions.until), gt(moderationActions.until, sql`now()`)),
			),
		)
		.orderBy(desc(moderationActions.id));
	const undone = await markUndone(tx, viewer, serverId, [{ subject, kind, actions: lasting }]);
	return [...undone, ...(await settleUndone(tx, viewer, serverId, idsOf(lasting)))];
}

/** The actions of one kind about a user that end together. */
type Undone = { subject: Subject; kind: ActionKind; actions: { id: number; wasMember: boolean }[] };

/**
 * The first of a user's actions is the one that the audit log names. A user to whom it was not shown does not receive its
 * end either.
 */
async function markUndone(tx: Tx, viewer: Viewer, serverId: number, undone: Undone[]): Promise<ClusterEvent[]> {
	const ids = undone.flatMap(({ actions }) => idsOf(actions));
	await tx
		.update(moderationActions)
		.set({ undoneAt: sql`now()`, undoneBy: viewer.id })
		.where(and(isOneOf(moderationActions.id, ids), isNull(moderationActions.undoneAt)));
	const ends = undone.map(({ subject, kind, actions: [latest = { id: 0, wasMember: false }] }) => ({
		...{ kind, latest, subjectId: subject.id },
	}));
	const by = { serverId, actorId: viewer.id };
	await writeAudit(
		tx,
		...ends.map(({ kind, latest, subjectId }) => ({
			...{ ...by, subjectId, action: `undo_${kind}` as const, actionId: latest.id },
		})),
	);
	const events: ClusterEvent[] = ends
		.filter(({ kind, latest }) => latest.wasMember && kind !== "removal")
		.map(({ subjectId }) => ({ kind: "sanctioned", serverId, userId: subjectId, imposed: false }));
	const usersOf = (kind: ActionKind) => [...new Set(ends.flatMap((end) => (end.kind === kind ? end.subjectId : [])))];
	const [banned, timedOut] = [usersOf("ban"), usersOf("timeout")];
	if (banned.length > 0) await settleBans(tx, serverId, banned);
	if (timedOut.length > 0) {
		await settleTimeouts(tx, serverId, timedOut);
		events.push({ kind: "access_changed", serverId, userIds: timedOut });
	}
	await emitInTransaction(tx, ...events);
	return events;
}
