import { loadChannel } from "@/lib/auth/access";
import * as channels from "@/lib/channels/channels";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

const load = byId("channelId", loadChannel, "manage_channels");

export const PATCH = route({ load, body: channels.ChannelChange }, ({ viewer, loaded, body }) =>
	channels.update(viewer, loaded, body),
);
export const DELETE = route({ load }, ({ viewer, loaded }) => channels.remove(viewer, loaded));
