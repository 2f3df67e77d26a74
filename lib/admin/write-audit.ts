import { instanceAuditLog } from "@/db/schema";
import type { Tx } from "../transaction";

type Entry = typeof instanceAuditLog.$inferInsert;

/** Writes entries into the audit log of the instance, in the transaction of the action itself. */
export async function writeInstanceAudit(
	tx: Tx,
	...entries: Pick<Entry, "actorId" | "action" | "subjectId" | "details">[]
): Promise<void> {
	await tx.insert(instanceAuditLog).values(entries);
}
