import { sql } from "drizzle-orm";
import { isoTime } from "@/db/iso-time";
import { channels } from "@/db/schema";

/** The columns of a channel that do not depend on the viewer. */
export const channelColumns = {
	id: channels.id,
	serverId: channels.serverId,
	kind: sql<"text">`'text'`,
	name: channels.name,
	topic: channels.topic,
	private: channels.private,
	groupId: channels.groupId,
	position: channels.position,
	archivedAt: isoTime(channels.archivedAt),
	slowModeSeconds: channels.slowModeSeconds,
	createdAt: isoTime(channels.createdAt),
};
