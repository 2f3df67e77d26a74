import { isoTime } from "@/db/iso-time";
import { channels } from "@/db/schema";

/** The columns of a channel that do not depend on the viewer. */
export const channelColumns = {
	id: channels.id,
	serverId: channels.serverId,
	name: channels.name,
	topic: channels.topic,
	private: channels.private,
	position: channels.position,
	createdAt: isoTime(channels.createdAt),
};
