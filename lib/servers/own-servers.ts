import { eq, sql } from "drizzle-orm";
import { prepared } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { categories, memberships, servers } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { listVisibleOf } from "../channels/channels";
import { notificationSettings } from "../channels/notification-levels";
import { appState } from "../process/app-state";
import type { MemberServer } from "../realtime/protocol";
import { followedBy } from "../threads/threads";
import type { TurnLoader } from "../turn-loader";
import { columnsForViewer, ownMembershipColumns } from "./columns";

declare module "../process/app-state" {
	interface AppState {
		ownServersLoader: TurnLoader<MemberServer[]>;
	}
}

/** The maximum of users whose servers are read at once: their lists may be long, and nobody waits for all of them. */
export const maxUsersAtOnce = 10;

/**
 * All servers of the viewer in the order of joining, with the channels they may see and their read state. They are read
 * after this call, together with those of others who ask in the same event-loop turn.
 */
export async function mine(viewer: Pick<Viewer, "id">): Promise<{ servers: MemberServer[] }> {
	return { servers: (await appState().ownServersLoader.load(viewer.id)) ?? [] };
}

/** The same of many users, by their ids. */
export async function ownServers(userIds: number[]): Promise<Map<number, MemberServer[]>> {
	const [rows, channels, followed] = await Promise.all([
		selectJoined({ userIds }),
		listVisibleOf(userIds),
		followedBy(userIds),
	]);
	const found = new Map<number, Map<number, MemberServer>>(userIds.map((id) => [id, new Map()]));
	for (const {
		userId,
		own: { waiting, ...own },
		...row
	} of rows) {
		const more = followed.get(userId)?.more.get(row.id);
		found.get(userId)?.set(row.id, {
			...row,
			...own,
			...waiting,
			...notificationSettings(own),
			channels: [],
			threads: [],
			...(more !== undefined && { moreThreads: more }),
		});
	}
	for (const { userId, channel } of channels) found.get(userId)?.get(channel.serverId)?.channels.push(channel);
	for (const [userId, { threads }] of followed)
		for (const { serverId, ...thread } of threads) found.get(userId)?.get(serverId)?.threads.push(thread);
	return new Map([...found].map(([userId, byServer]) => [userId, [...byServer.values()]]));
}

const selectJoined = prepared((db) =>
	db
		.select({ userId: memberships.userId, ...columnsForViewer, own: ownMembershipColumns })
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.innerJoin(categories, eq(categories.id, servers.categoryId))
		.where(isOneOf(memberships.userId, sql.placeholder("userIds")))
		.orderBy(memberships.joinedAt, servers.id),
);
