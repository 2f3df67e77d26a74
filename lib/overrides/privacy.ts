import { and, eq, isNull } from "drizzle-orm";
import { channels } from "@/db/schema";
import type { ClusterEvent } from "../cluster/events";
import type { Tx } from "../transaction";

/** Which channels of a server are private. */
export async function privacyOf(tx: Tx, serverId: number): Promise<Map<number, boolean>> {
	const rows = await tx
		.select({ id: channels.id, private: channels.private })
		.from(channels)
		.where(and(eq(channels.serverId, serverId), isNull(channels.parentId)));
	return new Map(rows.map((row) => [row.id, row.private]));
}

/** The maximum of channels that are announced one by one. After more, everybody reads the server again. */
const maxAnnounced = 10;

/**
 * The events for a change of permissions, after which channels may have become private or public. That is announced to
 * users whose own access stays as well.
 */
export async function accessEvents(tx: Tx, serverId: number, before: Map<number, boolean>): Promise<ClusterEvent[]> {
	const changed = [...(await privacyOf(tx, serverId))].filter(([id, isPrivate]) => before.get(id) !== isPrivate);
	if (changed.length > maxAnnounced) return [{ kind: "access_changed", serverId, announceToAll: true }];
	return [
		{ kind: "access_changed", serverId },
		...changed.map(([channelId]): ClusterEvent => ({ kind: "channel_changed", serverId, channelId })),
	];
}
