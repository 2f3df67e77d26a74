import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { escalations } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { decideReports } from "../cases/resolve";
import { caseNotFound } from "../cases/serialize";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import type { EscalatedCaseDetails } from "../realtime/protocol";
import { lines } from "../text/schema";
import { transaction } from "../transaction";
import { requireLockedAdministrator } from "./administrator";
import { type CaseRef, get } from "./cases";
import { writeInstanceAudit } from "./write-audit";

export const EscalatedCaseChange = z.strictObject({
	outcome: z.enum(["closed", "returned"], "Must be closed, returned or null.").nullable(),
	answer: lines(0, 1000).default(""),
});

const actions = { closed: "close_case", returned: "return_case" } as const;

/**
 * Closes a case, which decides its reports, hands it back to the moderators of its server, or with null opens it again.
 * Repeating it changes nothing. Throws `conflict` if another administrator has decided otherwise meanwhile.
 */
export async function decide(
	viewer: Viewer,
	{ id }: CaseRef,
	{ outcome, answer }: z.output<typeof EscalatedCaseChange>,
): Promise<{ case: EscalatedCaseDetails }> {
	const events = await transaction(async (tx): Promise<ClusterEvent[]> => {
		await requireLockedAdministrator(tx, viewer);
		const [before] = await tx.select().from(escalations).where(eq(escalations.id, id)).for("no key update");
		if (!before) throw caseNotFound();
		if (before.outcome === outcome && (outcome === null || before.answer === answer)) return [];
		if (before.outcome !== null && outcome !== null)
			throw new AppError("conflict", "This case has been decided already.");
		await tx
			.update(escalations)
			.set(
				outcome === null
					? { outcome, answer: "", closedBy: null, closedAt: null }
					: { outcome, answer, closedBy: viewer.id, closedAt: sql`now()` },
			)
			.where(eq(escalations.id, id));
		const { subjectId, serverId, serverName, caseId } = before;
		const action = outcome === null ? "reopen_case" : actions[outcome];
		const details = { server: serverName, case: id, ...(answer && { note: answer }) };
		await writeInstanceAudit(tx, { actorId: viewer.id, action, subjectId, details });
		const counted: ClusterEvent = { kind: "escalations_changed" };
		await emitInTransaction(tx, counted);
		if (serverId === null || caseId === null) return [counted];
		if (outcome === "closed") return [counted, ...(await decideReports(tx, { id: caseId, serverId }, "closed"))];
		const changed: ClusterEvent = { kind: "cases_changed", serverId, caseIds: [caseId] };
		await emitInTransaction(tx, changed);
		return [counted, changed];
	});
	for (const event of events) await applyEvent(event);
	return get(id);
}
