import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { cases, escalations, servers } from "@/db/schema";
import { forbidden, requireWriting } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { writeAudit } from "../moderation/audit";
import type { CaseDetails } from "../realtime/protocol";
import { lockActor } from "../roles/lock";
import { type Tx, transaction } from "../transaction";
import { details, type LoadedCase } from "./details";
import type { NewEscalation } from "./input";
import { lockCase } from "./locked-case";
import { caseNotFound } from "./serialize";

type Escalated = { by: number; note: string; isByReporter?: boolean };

/** Hands a case to the administrators of the instance, once. Doing it again changes nothing. */
export async function escalate(
	viewer: Viewer,
	loaded: LoadedCase,
	{ note }: z.output<typeof NewEscalation>,
): Promise<{ case: CaseDetails; isNew: boolean }> {
	const { id, server } = loaded;
	const events = await transaction(async (tx) => {
		requireWriting(await lockActor(tx, viewer, server.id, "handle_reports"));
		const found = await lockCase(tx, viewer, server.id, id);
		if (!found) throw caseNotFound();
		if (found.kind === "appeal") throw forbidden("An appeal is decided by the moderators of the server.");
		return escalateCase(tx, id, { by: viewer.id, note });
	});
	for (const event of events) await applyEvent(event);
	return { ...(await details(viewer, loaded)), isNew: events.length > 0 };
}

/**
 * Copies a locked case for the administrators. Returns the events, and none if it was handed to them before. A report
 * about a moderator opens a case again that they have closed: nobody else may be able to decide it.
 */
export async function escalateCase(
	tx: Tx,
	caseId: number,
	{ by, note, isByReporter = false }: Escalated,
): Promise<ClusterEvent[]> {
	const [of] = await tx
		.select({
			serverId: cases.serverId,
			serverName: servers.name,
			kind: cases.kind,
			subjectId: cases.subjectId,
			snapshot: cases.snapshot,
			categories: cases.categories,
			reportCount: cases.reportCount,
		})
		.from(cases)
		.innerJoin(servers, eq(servers.id, cases.serverId))
		.where(eq(cases.id, caseId));
	if (!of || of.kind === "appeal") return [];
	const copy = { ...of, kind: of.kind, escalatedBy: by, note, isByReporter };
	const made = await tx
		.insert(escalations)
		.values({ ...copy, caseId })
		.onConflictDoUpdate({
			target: escalations.caseId,
			set: { ...copy, createdAt: sql`now()`, outcome: null, answer: "", closedBy: null, closedAt: null },
			setWhere: sql`${isByReporter} and ${escalations.outcome} = 'closed'`,
		})
		.returning({ id: escalations.id });
	if (made.length === 0) return [];
	const { serverId, subjectId } = of;
	// A report is in no audit log, whoever it goes to.
	if (!isByReporter) await writeAudit(tx, { serverId, actorId: by, subjectId, action: "escalate_case", caseId });
	const events: ClusterEvent[] = [
		{ kind: "cases_changed", serverId, caseIds: [caseId] },
		{ kind: "escalations_changed" },
	];
	await emitInTransaction(tx, ...events);
	return events;
}
