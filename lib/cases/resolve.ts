import { and, eq, isNull, sql } from "drizzle-orm";
import { cases, reports } from "@/db/schema";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import type { CaseOutcome, Report } from "../realtime/protocol";
import type { Tx } from "../transaction";
import type { LockedCase } from "./locked-case";

type Resolution = { outcome: CaseOutcome; resolvedBy: number; actionId?: number };

/**
 * Resolves a locked case, and its reports with an outcome of their own: a report that has one already keeps it. Returns
 * the events, which the caller applies after the commit.
 */
export async function resolveCase(
	tx: Tx,
	{ id, serverId }: Pick<LockedCase, "id" | "serverId">,
	resolution: Resolution,
	reportOutcome: NonNullable<Report["outcome"]>,
): Promise<ClusterEvent[]> {
	await tx
		.update(cases)
		.set({ state: "resolved", resolvedAt: sql`now()`, ...resolution })
		.where(eq(cases.id, id));
	return decideReports(tx, { id, serverId }, reportOutcome);
}

/** Gives the reports of a case their outcome, those that have none. Returns the events about the case, as above. */
export async function decideReports(
	tx: Tx,
	{ id, serverId }: Pick<LockedCase, "id" | "serverId">,
	outcome: NonNullable<Report["outcome"]>,
): Promise<ClusterEvent[]> {
	const rows = await tx
		.update(reports)
		.set({ outcome, decidedAt: sql`now()` })
		.where(and(eq(reports.caseId, id), isNull(reports.outcome)))
		.returning({ caseId: reports.caseId });
	const events: ClusterEvent[] = [{ kind: "cases_changed", serverId, caseIds: [id] }];
	if (rows.length > 0) events.push({ kind: "reports_decided", serverId, caseId: id });
	await emitInTransaction(tx, ...events);
	return events;
}
