import { isoTime } from "@/db/iso-time";
import { channels } from "@/db/schema";

/** A channel, whoever looks at it. */
export const channelColumns = {
	id: channels.id,
	serverId: channels.serverId,
	name: channels.name,
	topic: channels.topic,
	private: channels.private,
	position: channels.position,
	createdAt: isoTime(channels.createdAt),
};
