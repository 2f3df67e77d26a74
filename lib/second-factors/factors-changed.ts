import { and, eq } from "drizzle-orm";
import { memberships, servers } from "@/db/schema";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import type { Tx } from "../transaction";

/**
 * Emits what a change of the user's factors changes: their permissions in the servers that require one, and their
 * sessions. Triggers have kept the copies by which both are decided, in this transaction.
 */
export async function factorsChanged(tx: Tx, userId: number): Promise<ClusterEvent[]> {
	const requiring = await tx
		.select({ serverId: memberships.serverId })
		.from(memberships)
		.innerJoin(servers, and(eq(servers.id, memberships.serverId), eq(servers.requiresFactor, true)))
		.where(eq(memberships.userId, userId));
	const events: ClusterEvent[] = [
		{ kind: "factors_changed", userId },
		...requiring.map(({ serverId }): ClusterEvent => ({ kind: "access_changed", serverId, userIds: [userId] })),
	];
	await emitInTransaction(tx, ...events);
	return events;
}
