import { and, eq, gt, sql } from "drizzle-orm";
import { users } from "@/db/schema";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import type { Tx } from "../transaction";

/**
 * Undoes the deletion of an account in the transaction of a sign-in, and returns the events that the caller applies after
 * the commit; null if the deletion is final. The caller holds a lock of the account.
 */
export async function undoDeletion(tx: Tx, userId: number): Promise<ClusterEvent[] | null> {
	const [undone] = await tx
		.update(users)
		.set({ deletesAt: null, deletesMessages: false })
		.where(and(eq(users.id, userId), eq(users.kind, "person"), gt(users.deletesAt, sql`now()`)))
		.returning({ id: users.id });
	if (!undone) return null;
	const shown: ClusterEvent = { kind: "account_shown", userId };
	await emitInTransaction(tx, shown);
	return [shown];
}
