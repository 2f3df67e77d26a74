import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { memberships, servers } from "@/db/schema";
import { toBits } from "../auth/permissions";
import { publish, socketsInRoom } from "../realtime/broadcast";
import { room } from "../realtime/rooms";

/** Tells this instance's moderators that many users join. */
export async function publishRaidAlarm(serverId: number): Promise<void> {
	const connected = [...new Set(socketsInRoom(room.server(serverId)).map((socket) => socket.data.viewer.id))];
	if (connected.length === 0) return;
	const mayAct = sql`server_bits(servers, memberships) & ${String(toBits(["kick_members"]))}::bigint <> 0`;
	const moderators = await db
		.select({ userId: memberships.userId })
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(and(eq(memberships.serverId, serverId), isOneOf(memberships.userId, connected), mayAct));
	for (const { userId } of moderators) publish(room.user(userId), "raid_alarm", { serverId });
}
