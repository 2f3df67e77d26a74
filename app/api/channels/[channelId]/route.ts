import { openChannel } from "@/lib/access";
import * as channels from "@/lib/channels";
import { byId, route } from "@/lib/http";

const open = byId("channelId", openChannel, "manage");

export const PATCH = route({ open, body: channels.ChannelChange }, ({ open, body }) => channels.change(open, body));
export const DELETE = route({ open }, ({ open }) => channels.remove(open));
