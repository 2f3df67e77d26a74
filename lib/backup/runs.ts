import { and, isNotNull, isNull, max } from "drizzle-orm";
import { db } from "@/db";
import { backupRuns } from "@/db/schema";

type Kind = (typeof backupRuns.$inferSelect)["kind"];

/** When a backup, a rehearsal and a verification last succeeded. */
export async function lastSuccesses(): Promise<{ kind: Kind; at: Date }[]> {
	const rows = await db
		.select({ kind: backupRuns.kind, at: max(backupRuns.endedAt) })
		.from(backupRuns)
		.where(and(isNotNull(backupRuns.endedAt), isNull(backupRuns.error)))
		.groupBy(backupRuns.kind);
	return rows.flatMap(({ kind, at }) => (at ? [{ kind, at }] : []));
}
