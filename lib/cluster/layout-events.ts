import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db";
import { channels, servers } from "@/db/schema";
import { mayView } from "../auth/views";
import { publishToViews, socketsInRoom } from "../realtime/broadcast";
import { room } from "../realtime/rooms";
import { ownMembershipColumns } from "../servers/columns";

/** Broadcasts the order of a server's groups and channels, to each member with the channels that they may view. */
export async function publishLayout(serverId: number): Promise<void> {
	if (socketsInRoom(room.server(serverId)).length === 0) return;
	const [layout] = await db
		.select({ layoutRev: servers.layoutRev, groups: ownMembershipColumns.groups })
		.from(servers)
		.where(eq(servers.id, serverId));
	if (!layout) return;
	const placed = await db
		.select({ id: channels.id, groupId: channels.groupId, position: channels.position })
		.from(channels)
		.where(and(eq(channels.serverId, serverId), isNull(channels.parentId)))
		.orderBy(channels.position, channels.id);
	publishToViews(serverId, "layout", (view) => ({
		serverId,
		...layout,
		channels: placed.filter(({ id }) => mayView(view, id)),
	}));
}
