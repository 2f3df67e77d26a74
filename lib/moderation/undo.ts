import { and, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { moderationActions } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import type { SanctionKind } from "../realtime/protocol";
import type { Tx } from "../transaction";
import { writeAudit } from "./audit";
import { isSanctioned, settleBan, settleTimeout } from "./latest-sanction";
import { undoTime } from "./serialize";
import { lockSubject, type Subject } from "./subject";

const tooLate = () => new AppError("undo_expired", "This action is older than 7 days. It cannot be undone any more.");

/** Undoes one action. An earlier one of the same kind that still lasts is in force again. */
export async function undo(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	{ id, kind, subject }: { id: number; kind: SanctionKind; subject: Subject },
): Promise<ClusterEvent[]> {
	await lockSubject(tx, viewer, serverId, subject, kind);
	const [action] = await tx
		.select({
			id: moderationActions.id,
			wasMember: moderationActions.wasMember,
			undoneAt: moderationActions.undoneAt,
			isLate: sql<boolean>`${moderationActions.createdAt} < now() - ${undoTime}`,
		})
		.from(moderationActions)
		.where(eq(moderationActions.id, id));
	if (!action || action.undoneAt) return [];
	if (action.isLate) throw tooLate();
	return markUndone(tx, viewer, serverId, subject, kind, [action]);
}

/** Ends a timeout or a ban at whatever time it began, with those that it has replaced. */
export async function lift(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	subject: Subject,
	kind: "timeout" | "ban",
): Promise<ClusterEvent[]> {
	await lockSubject(tx, viewer, serverId, subject, kind);
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
	return markUndone(tx, viewer, serverId, subject, kind, lasting);
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
	kind: SanctionKind,
	undone: { id: number; wasMember: boolean }[],
): Promise<ClusterEvent[]> {
	const ids = undone.map(({ id }) => id);
	await tx
		.update(moderationActions)
		.set({ undoneAt: sql`now()`, undoneBy: viewer.id })
		.where(isOneOf(moderationActions.id, ids));
	const [latest = { id: 0, wasMember: false }] = undone;
	await writeAudit(tx, {
		serverId,
		actorId: viewer.id,
		subjectId: subject.id,
		action: `undo_${kind}`,
		actionId: latest.id,
	});
	const events: ClusterEvent[] = latest.wasMember
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
