import { and, eq } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { memberships, servers } from "@/db/schema";
import { hasPermission } from "../auth/has-permission";
import type { Permission } from "../auth/permissions";
import { socketsInRoom } from "./broadcast";
import { room } from "./rooms";

/** The users who are connected to this instance and have this permission in the server. */
export async function connectedWith(serverId: number, permission: Permission): Promise<number[]> {
	const connected = [...new Set(socketsInRoom(room.server(serverId)).map((socket) => socket.data.viewer.id))];
	if (connected.length === 0) return [];
	const rows = await db
		.select({ userId: memberships.userId })
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(and(eq(memberships.serverId, serverId), isOneOf(memberships.userId, connected), hasPermission(permission)));
	return rows.map(({ userId }) => userId);
}
