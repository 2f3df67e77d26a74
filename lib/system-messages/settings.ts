import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { channels } from "@/db/schema";
import { canViewChannel } from "../auth/can-view-channel";
import { hasPermission } from "../auth/has-permission";
import type { Viewer } from "../auth/viewer";
import { invalid } from "../errors";
import type { SystemMessageSettings } from "../realtime/protocol";
import { id } from "../text/schema";
import type { Tx } from "../transaction";

const flag = z.boolean("Must be true or false.").optional();

export const SystemMessagesChange = z.strictObject({
	joinedChannelId: id.nullable().optional(),
	pinned: flag,
	renamed: flag,
	unread: flag,
});
type Change = z.output<typeof SystemMessagesChange>;

/** The changed columns of a server. */
export const columnsOf = ({ joinedChannelId, pinned, renamed, unread }: Change = {}) => ({
	joinedChannelId,
	announcesPins: pinned,
	announcesRenames: renamed,
	countsSystemMessages: unread,
});

/** Over `servers` and `memberships`: the settings for those who manage the server, and null for others. */
export const systemMessageSettings = sql<SystemMessageSettings | null>`case when ${hasPermission("manage_server")}
	then json_build_object(
		'joinedChannelId', (select c.id from channels c where c.id = servers.joined_channel_id
			and channel_bits(c, servers, memberships) & 1 <> 0),
		'pinned', servers.announces_pins, 'renamed', servers.announces_renames, 'unread', servers.counts_system_messages
	) end`;

/** The channel is locked against its deletion. Throws `invalid_request` unless the viewer sees it. */
export async function requireJoinedChannel(tx: Tx, viewer: Viewer, serverId: number, channelId: number): Promise<void> {
	const [channel] = await tx
		.select({ id: channels.id })
		.from(channels)
		.where(
			and(
				eq(channels.id, channelId),
				eq(channels.serverId, serverId),
				isNull(channels.parentId),
				canViewChannel(viewer.id),
			),
		)
		.for("key share");
	if (!channel) throw invalid({ "systemMessages.joinedChannelId": "There is no such channel." });
}
