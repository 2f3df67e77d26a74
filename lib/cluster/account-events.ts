import { eq } from "drizzle-orm";
import { db } from "@/db";
import { memberships, servers } from "@/db/schema";
import { settingsOf } from "../account-settings/load-settings";
import { forgetMessages } from "../messages/recent-cache";
import { publish, socketsInRoom } from "../realtime/broadcast";
import { room } from "../realtime/rooms";
import { ownUser, publicUser } from "../users/serialize";

/**
 * Tells the members of a user's servers that the user is no longer listed, or is again, as if they had left or joined.
 * They stay a member meanwhile, so the number of members is the same.
 */
export async function publishListed(userId: number, isListed: boolean): Promise<void> {
	const own = await ownUser(userId);
	if (!own) return;
	const user = publicUser(own);
	const rows = await db
		.select({
			serverId: memberships.serverId,
			memberCount: servers.memberCount,
			nickname: memberships.nickname,
			roleIds: memberships.roleIds,
		})
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(eq(memberships.userId, userId));
	for (const { serverId, memberCount, ...named } of rows) {
		if (!isListed) {
			publish(room.server(serverId), "member:left", { serverId, userId, memberCount });
			continue;
		}
		publish(room.server(serverId), "member:joined", { serverId, user, memberCount });
		publish(room.server(serverId), "member:updated", { serverId, ...named, user, status: own.status });
	}
}

/** Sends the members of these servers the new name of a deleted account. Its messages show it too. */
export async function publishDeletion(userId: number, serverIds: number[]): Promise<void> {
	forgetMessages();
	const own = await ownUser(userId);
	if (!own) return;
	const bare = { user: publicUser(own), nickname: null, roleIds: [], status: null };
	for (const serverId of serverIds) publish(room.server(serverId), "member:updated", { serverId, ...bare });
}

/** Sends the settings of an account to its own sockets. */
export async function publishSettings(userId: number): Promise<void> {
	if (socketsInRoom(room.user(userId)).length === 0) return;
	publish(room.user(userId), "settings", await settingsOf({ id: userId }));
}
