import { eq, type SQL, sql } from "drizzle-orm";
import { db } from "@/db";
import { joinRequests, servers } from "@/db/schema";
import { appState } from "../process/app-state";
import { publish } from "../realtime/broadcast";
import { connectedWith } from "../realtime/connected-with";
import { room } from "../realtime/rooms";
import type { Throttle } from "../realtime/throttle";

declare module "../process/app-state" {
	interface AppState {
		pendingRequestUpdates: Throttle<true>;
	}
}

/** Counting ends here: clients show a larger number as "99+". */
const maxCounted = 100;

/** Over `servers`: the number of pending requests to join, at most 100. */
export const pendingRequestCount = (): SQL<number> => sql<number>`(
	select count(*)::int from (
		select 1 from ${joinRequests} where ${eq(joinRequests.serverId, servers.id)} and ${joinRequests.state} = 'pending'
		limit ${sql.raw(`${maxCounted}`)}) counted)`;

export async function countPending(serverId: number): Promise<number> {
	const [row] = await db.select({ n: pendingRequestCount() }).from(servers).where(eq(servers.id, serverId));
	return row?.n ?? 0;
}

/**
 * Emits the number of pending requests to join a server to this instance's users who may decide about them: at once, but
 * at most once a second, because it takes the permissions of all users who are connected.
 */
export async function publishPendingRequests(serverId: number): Promise<void> {
	await appState().pendingRequestUpdates.run(serverId, true, () => emitPendingCount(serverId));
}

async function emitPendingCount(serverId: number): Promise<void> {
	const deciders = await connectedWith(serverId, "approve_joins");
	if (deciders.length === 0) return;
	const pending = await countPending(serverId);
	for (const userId of deciders) publish(room.user(userId), "join_requests", { serverId, pending });
}
