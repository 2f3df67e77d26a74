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
import { isSanctioned, settleBan, settleTimeout } from "./latest-sanction";
import { type ChangedMessages, lockKept, requireInChannels, restoreMessages } from "./removal";
import { undoTime } from "./serialize";
import { lockSubject, permissionFor, type Subject } from "./subject";

const tooLate = () => new AppError("undo_expired", "This action is older than 7 days. It cannot be undone any more.");

/** An action with the channels of the messages that are kept of it, which the caller holds. */
export type HeldAction = FoundAction & { channelIds: number[] };
/** For the caller to emit after the commit. */
export type Effects = { events: ClusterEvent[]; changed: ChangedMessages | null };

/**
 * Undoes one action: an earlier one of the same kind that still lasts is in force again, and its messages are restored.
 * If the sanction was lifted already, the messages still are. Its case is open again.
 */
export async function undo(tx: Tx, viewer: Viewer, serverId: number, found: HeldAction): Promise<Effects> {
	const { events, changed } = await undoOne(tx, viewer, serverId, found, "in time");
	return { events: [...events, ...(await settleUndone(tx, viewer, serverId, [found.id]))], changed };
}

/** Undoes one action because of an appeal, however old it is. Its case stays decided. */
export const undoForAppeal = (tx: Tx, viewer: Viewer, serverId: number, found: HeldAction): Promise<Effects> =>
	undoOne(tx, viewer, serverId, found, "always");

async function undoOne(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	found: HeldAction,
	when: "in time" | "always",
): Promise<Effects> {
	const { id, subject, channelIds } = found;
	await lock(tx, viewer, serverId, found);
	const [action] = await tx
		.select({
			id: moderationActions.id,
			wasMember: moderationActions.wasMember,
			undoneAt: moderationActions.undoneAt,
			isLate: sql<boolean>`${moderationActions.createdAt} < now() - ${undoTime}`,
		})
		.from(moderationActions)
		.where(eq(moderationActions.id, id));
	// Read again under the locks: another undo may have restored them, and they may be deleted as too old at this moment.
	const isKept = channelIds.length > 0 && (await lockKept(tx, id));
	if (!action || (action.undoneAt && !isKept)) return { events: [], changed: null };
	if (action.isLate && when === "in time") throw tooLate();
	const changed = isKept ? await restoreMessages(tx, id) : null;
	const kind = action.undoneAt ? "removal" : found.kind;
	return { events: await markUndone(tx, viewer, serverId, subject, kind, [action]), changed };
}

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
	const ids = lasting.map(({ id }) => id);
	const undone = await markUndone(tx, viewer, serverId, subject, kind, lasting);
	return [...undone, ...(await settleUndone(tx, viewer, serverId, ids))];
}

/**
 * The first of the actions is the one that the audit log names. A user to whom it was not shown does not receive its end
 * either.
 */
async function markUndone(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	subject: Subject,
	kind: ActionKind,
	undone: { id: number; wasMember: boolean }[],
): Promise<ClusterEvent[]> {
	const ids = undone.map(({ id }) => id);
	await tx
		.update(moderationActions)
		.set({ undoneAt: sql`now()`, undoneBy: viewer.id })
		.where(and(isOneOf(moderationActions.id, ids), isNull(moderationActions.undoneAt)));
	const [latest = { id: 0, wasMember: false }] = undone;
	await writeAudit(tx, {
		serverId,
		actorId: viewer.id,
		subjectId: subject.id,
		action: `undo_${kind}`,
		actionId: latest.id,
	});
	const events: ClusterEvent[] =
		latest.wasMember && kind !== "removal"
			? [{ kind: "sanctioned", serverId, userId: subject.id, imposed: false }]
			: [];
	if (kind === "ban") await settleBan(tx, serverId, subject.id);
	if (kind === "timeout") {
		await settleTimeout(tx, serverId, subject.id);
		events.push({ kind: "access_changed", serverId, userIds: [subject.id] });
	}
	await emitInTransaction(tx, ...events);
	return events;
}
