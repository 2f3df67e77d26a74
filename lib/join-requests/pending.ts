import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { joinRequests, memberships, servers } from "@/db/schema";
import { toBits } from "../auth/permissions";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { publish, socketsInRoom } from "../realtime/broadcast";
import { room } from "../realtime/rooms";

declare module "../process/app-state" {
	interface AppState {
		/** The servers whose pending requests were counted within the last second, and whether they have changed since. */
		countedServers: Map<number, "changed" | "unchanged">;
	}
}

const everyMs = 1000;
/** Counting ends here: clients show a larger number as "99+". */
const maxCounted = 100;

/** The number of pending requests to join a server, at most 100. */
export async function countPending(serverId: number): Promise<number> {
	const first = db
		.select({ id: joinRequests.id })
		.from(joinRequests)
		.where(and(eq(joinRequests.serverId, serverId), eq(joinRequests.state, "pending")))
		.limit(maxCounted);
	const [row] = await db.select({ n: sql<number>`count(*)::int` }).from(first.as("first"));
	return row?.n ?? 0;
}

/**
 * Tells this instance's users who may decide about requests to join a server how many are pending: at once, but at most
 * once a second, because it takes the permissions of everybody who is connected.
 */
export async function publishPendingRequests(serverId: number): Promise<void> {
	const { countedServers: counted } = appState();
	if (counted.has(serverId)) {
		counted.set(serverId, "changed");
		return;
	}
	counted.set(serverId, "unchanged");
	setTimeout(() => {
		const isStale = counted.get(serverId) === "changed";
		counted.delete(serverId);
		if (isStale)
			publishPendingRequests(serverId).catch((error) => log.debug({ err: error }, "requests could not be counted"));
	}, everyMs).unref();
	await tellDeciders(serverId);
}

async function tellDeciders(serverId: number): Promise<void> {
	const connected = [...new Set(socketsInRoom(room.server(serverId)).map((socket) => socket.data.viewer.id))];
	if (connected.length === 0) return;
	const mayDecide = sql`server_bits(servers, memberships) & ${String(toBits(["approve_joins"]))}::bigint <> 0`;
	const [deciders, pending] = await Promise.all([
		db
			.select({ userId: memberships.userId })
			.from(memberships)
			.innerJoin(servers, eq(servers.id, memberships.serverId))
			.where(and(eq(memberships.serverId, serverId), isOneOf(memberships.userId, connected), mayDecide)),
		countPending(serverId),
	]);
	for (const { userId } of deciders) publish(room.user(userId), "join_requests", { serverId, pending });
}
