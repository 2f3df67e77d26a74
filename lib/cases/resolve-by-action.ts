import { and, eq, isNull, sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { appeals, cases, moderationActions } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import { invalid } from "../errors";
import { writeAudit } from "../moderation/audit";
import type { Tx } from "../transaction";
import { lockCase } from "./locked-case";
import { isAbout, lockCasesAbout } from "./open-case";
import { resolveCase } from "./resolve";
import { alreadyDecided } from "./serialize";

/**
 * Resolves a case by a moderation action on its subject. Throws `conflict` if it was decided already, and
 * `invalid_request` if the viewer does not see it, or if it is not about that user. Returns the events.
 */
export async function resolveCaseByAction(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	caseId: number,
	actionId: number,
): Promise<ClusterEvent[]> {
	const found = await lockCase(tx, viewer, serverId, caseId);
	const [action] = await tx
		.select({ subjectId: moderationActions.subjectId, removed: moderationActions.removed })
		.from(moderationActions)
		.where(eq(moderationActions.id, actionId));
	if (!found || found.kind === "appeal" || found.subjectId !== action?.subjectId)
		throw invalid({ caseId: "Must be a case about this user." });
	if (found.state === "resolved") throw await alreadyDecided(tx, caseId);
	return resolveCase(
		tx,
		found,
		{ outcome: "acted", resolvedBy: viewer.id, actionId },
		action.removed > 0 ? "removed" : "acted",
	);
}

/**
 * After an undo of actions: their cases are open again, unless others about the same are, and appeals against them are
 * lifted. Returns the events.
 */
export async function settleUndone(
	tx: Tx,
	viewer: Viewer,
	serverId: number,
	actionIds: number[],
): Promise<ClusterEvent[]> {
	const reopened = await reopenCasesOf(tx, actionIds);
	const lifted = await liftAppeals(tx, viewer, actionIds);
	const changed = [...reopened, ...lifted].map(({ caseId }) => caseId);
	if (changed.length === 0) return [];
	const by = { serverId, actorId: viewer.id };
	for (const one of reopened) await writeAudit(tx, { ...by, ...one, action: "reopen_case" });
	for (const one of lifted) await writeAudit(tx, { ...by, ...one, action: "grant_appeal" });
	const event: ClusterEvent = { kind: "cases_changed", serverId, caseIds: changed };
	await emitInTransaction(tx, event);
	return [event];
}

/** A case that has changed, and whom it is about. */
type ChangedCase = { caseId: number; subjectId: number };

async function reopenCasesOf(tx: Tx, actionIds: number[]): Promise<ChangedCase[]> {
	const rows = await tx
		.select({
			id: cases.id,
			serverId: cases.serverId,
			userId: cases.subjectId,
			channelId: cases.channelId,
			seq: cases.seq,
		})
		.from(cases)
		.where(and(isOneOf(cases.actionId, actionIds), eq(cases.state, "resolved")))
		.orderBy(cases.id)
		.for("update");
	const reopened: ChangedCase[] = [];
	for (const { id, channelId, seq, ...rest } of rows) {
		// A message of a deleted channel is found by no report any more.
		const about = { ...rest, message: channelId !== null && seq !== null ? { channelId, seq } : null };
		if (seq === null || channelId !== null) {
			await lockCasesAbout(tx, about);
			const open = await tx
				.select({ id: cases.id })
				.from(cases)
				.where(and(isAbout(about), eq(cases.state, "open")));
			if (open.length > 0) continue;
		}
		await tx
			.update(cases)
			.set({ state: "open", outcome: null, actionId: null, resolvedBy: null, resolvedAt: null })
			.where(eq(cases.id, id));
		reopened.push({ caseId: id, subjectId: rest.userId });
	}
	return reopened;
}

async function liftAppeals(tx: Tx, viewer: Viewer, actionIds: number[]): Promise<ChangedCase[]> {
	const rows = await tx
		.update(appeals)
		.set({ outcome: "lifted", decidedAt: sql`now()` })
		.where(and(isOneOf(appeals.actionId, actionIds), isNull(appeals.outcome)))
		.returning({ caseId: appeals.caseId });
	const ids = rows.map(({ caseId }) => caseId);
	if (ids.length === 0) return [];
	return tx
		.update(cases)
		.set({ state: "resolved", outcome: "lifted", resolvedBy: viewer.id, resolvedAt: sql`now()` })
		.where(isOneOf(cases.id, ids))
		.returning({ caseId: cases.id, subjectId: cases.subjectId });
}
