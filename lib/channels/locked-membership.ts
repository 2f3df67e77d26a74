import { and, eq, type SQL } from "drizzle-orm";
import { db } from "@/db";
import { channels, memberships, servers } from "@/db/schema";
import { canViewChannel } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";

/**
 * For an insert of what a member keeps in a channel: their id, the channel's and these values, or no row if they may not
 * see the channel now. It locks the membership, because nothing written during a leave must outlive it.
 */
export const withLockedMembership = <Values extends Record<string, SQL.Aliased>>(
	viewer: Viewer,
	channelId: number,
	values: Values,
) =>
	db
		.select({ userId: memberships.userId, channelId: channels.id, ...values })
		.from(channels)
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, channels.serverId), eq(memberships.userId, viewer.id)))
		.where(and(eq(channels.id, channelId), canViewChannel(viewer.id)))
		.for("share", { of: memberships });
