import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { appeals, cases, moderationActions } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import { isShown } from "../moderation/own-sanctions";
import { actionNotFound } from "../moderation/serialize";
import type { Appeal } from "../realtime/protocol";
import { type Tx, transaction } from "../transaction";
import { appealColumns } from "./appeal-columns";
import type { NewAppeal } from "./input";

/**
 * Appeals against a sanction, once, also after leaving the server. The same text again returns the appeal. Throws
 * `moderation_action_not_found` unless the sanction is one that the viewer is shown.
 */
export async function appeal(
	viewer: Viewer,
	actionId: number | null,
	{ text }: z.output<typeof NewAppeal>,
): Promise<{ appeal: Appeal; isNew: boolean }> {
	if (actionId === null) throw actionNotFound();
	const { event, ...result } = await transaction(async (tx) => {
		const action = await lockOwnSanction(tx, viewer, actionId);
		const known = await appealOf(tx, actionId);
		if (known?.text === text) return { appeal: known, isNew: false, event: null };
		if (known) throw new AppError("conflict", "You have appealed against this already.");
		const [made] = await tx
			.insert(cases)
			.values({
				serverId: action.serverId,
				kind: "appeal",
				subjectId: viewer.id,
				excludedId: action.actorId,
			})
			.returning({ id: cases.id });
		const caseId = made?.id ?? 0;
		const [row] = await tx.insert(appeals).values({ actionId, caseId, text }).returning(appealColumns);
		if (!row) throw actionNotFound();
		const event: ClusterEvent = { kind: "cases_changed", serverId: action.serverId, caseIds: [caseId] };
		await emitInTransaction(tx, event);
		return { appeal: row, isNew: true, event };
	});
	if (event) await applyEvent(event);
	return result;
}

/** Locks the action, so that an appeal and an undo follow each other. */
async function lockOwnSanction(tx: Tx, viewer: Viewer, actionId: number) {
	const [action] = await tx
		.select({ serverId: moderationActions.serverId, actorId: moderationActions.actorId })
		.from(moderationActions)
		.where(and(eq(moderationActions.id, actionId), eq(moderationActions.subjectId, viewer.id)))
		.for("update");
	if (!action || !(await isShown(tx, viewer, actionId))) throw actionNotFound();
	return action;
}

async function appealOf(tx: Tx, actionId: number): Promise<Appeal | null> {
	const [row] = await tx.select(appealColumns).from(appeals).where(eq(appeals.actionId, actionId));
	return row ?? null;
}
