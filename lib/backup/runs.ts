import { and, desc, eq, isNotNull, isNull, max, min, ne, sql } from "drizzle-orm";
import { db } from "@/db";
import { backupRuns } from "@/db/schema";
import type { Backups, BackupTask, StoredBackup } from "../realtime/protocol";
import type { Tx } from "../transaction";
import type { TaskReport } from "./tasks";

export async function beginRun(kind: BackupTask, archive: string): Promise<number> {
	const [row] = await db.insert(backupRuns).values({ kind, archive }).returning({ id: backupRuns.id });
	return row?.id ?? 0;
}

export async function endRun(id: number, { bytes, details }: TaskReport): Promise<void> {
	await db
		.update(backupRuns)
		.set({ endedAt: sql`now()`, bytes: bytes ?? null, details })
		.where(eq(backupRuns.id, id));
}

export async function failRun(id: number, reason: string): Promise<void> {
	await db
		.update(backupRuns)
		.set({ endedAt: sql`now()`, error: reason.slice(0, 1000) })
		.where(eq(backupRuns.id, id));
}

/** When a backup, a rehearsal and a verification last succeeded. */
export async function lastSuccesses(): Promise<{ kind: BackupTask; at: Date }[]> {
	const rows = await db
		.select({ kind: backupRuns.kind, at: max(backupRuns.endedAt) })
		.from(backupRuns)
		.where(and(isNotNull(backupRuns.endedAt), isNull(backupRuns.error)))
		.groupBy(backupRuns.kind);
	return rows.flatMap(({ kind, at }) => (at ? [{ kind, at }] : []));
}

/** When the last backup succeeded; without one, when the first was begun. Null before that. */
export async function lastGoodBackup(): Promise<Date | null> {
	const [row] = await db
		.select({
			ended: sql<Date | null>`max(${backupRuns.endedAt}) filter (where ${backupRuns.error} is null)`,
			began: min(backupRuns.startedAt),
		})
		.from(backupRuns)
		.where(eq(backupRuns.kind, "backup"));
	return row?.ended ?? row?.began ?? null;
}

export async function lastStart(tx: Tx, kind: BackupTask): Promise<Date | null> {
	const [run] = await tx
		.select({ startedAt: backupRuns.startedAt })
		.from(backupRuns)
		.where(eq(backupRuns.kind, kind))
		.orderBy(desc(backupRuns.startedAt))
		.limit(1);
	return run?.startedAt ?? null;
}

/** The last backup that ended. */
export async function lastBackup(): Promise<Backups["last"]> {
	const [run] = await db
		.select({ at: backupRuns.endedAt, error: backupRuns.error })
		.from(backupRuns)
		.where(and(eq(backupRuns.kind, "backup"), isNotNull(backupRuns.endedAt)))
		.orderBy(desc(backupRuns.startedAt))
		.limit(1);
	return run?.at ? { at: run.at.toISOString(), error: run.error } : null;
}

/** The last check of each archive, by its name. */
export async function lastChecks(): Promise<Map<string, StoredBackup["checked"]>> {
	const rows = await db
		.selectDistinctOn([backupRuns.archive], {
			archive: backupRuns.archive,
			kind: backupRuns.kind,
			at: backupRuns.endedAt,
			error: backupRuns.error,
		})
		.from(backupRuns)
		.where(and(ne(backupRuns.kind, "backup"), isNotNull(backupRuns.endedAt)))
		.orderBy(backupRuns.archive, desc(backupRuns.endedAt));
	const checks = new Map<string, StoredBackup["checked"]>();
	for (const { archive, kind, at, error } of rows)
		if (archive && at && kind !== "backup") checks.set(archive, { kind, at: at.toISOString(), error });
	return checks;
}
