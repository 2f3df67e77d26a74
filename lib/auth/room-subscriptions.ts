import { sql } from "@/db";
import { appState } from "../process/app-state";
import type { TurnLoader } from "../turn-loader";
import { canViewChannelSql } from "./can-view-channel";

declare module "../process/app-state" {
	interface AppState {
		/** After a restart all users connect at once. */
		subscriptionLoader: TurnLoader<Subscriptions>;
	}
}

/** The events a user may receive: their servers, and the private channels they may see, each with its server. */
export type Subscriptions = { servers: number[]; audiences: Map<number, number> };

const none = (): Subscriptions => ({ servers: [], audiences: new Map() });

/** A user's subscriptions, in one query with those of all users of the same event-loop turn. */
export async function subscriptionsOf(userId: number): Promise<Subscriptions> {
	return (await appState().subscriptionLoader.load(userId)) ?? none();
}

/** Subscriptions of many users in one query; users without any are missing. */
export async function subscriptionsOfUsers(userIds: number[]): Promise<Map<number, Subscriptions>> {
	const rows = await sql<{ userId: number; serverId: number; channelId: number | null }[]>`
		select m.user_id as "userId", m.server_id as "serverId", c.id as "channelId"
		from memberships m join servers s on s.id = m.server_id
		left join channels c on c.server_id = s.id and c.parent_id is null and c.view_restricted and ${canViewChannelSql(sql`m.user_id`)}
		where m.user_id = any (${userIds}::bigint[])`;
	const found = new Map<number, Subscriptions>();
	for (const { userId, serverId, channelId } of rows) {
		const person = found.get(userId) ?? none();
		found.set(userId, person);
		if (person.servers.at(-1) !== serverId) person.servers.push(serverId);
		if (channelId !== null) person.audiences.set(channelId, serverId);
	}
	return found;
}
