import { loadChannel } from "@/lib/auth/access";
import * as channels from "@/lib/channels/channels";
import { byId, route } from "@/lib/http/route";

const open = byId("channelId", loadChannel, "manage");

export const PATCH = route({ open, body: channels.ChannelChange }, ({ viewer, open, body }) =>
	channels.update(viewer, open, body),
);
export const DELETE = route({ open }, ({ open }) => channels.remove(open));
