import { loadChannel } from "@/lib/auth/access";
import * as reads from "@/lib/channels/read-markers";
import { byId, route } from "@/lib/http/route";

export const PUT = route({ open: byId("channelId", loadChannel), body: reads.ReadMarker }, ({ viewer, open, body }) =>
	reads.markRead(viewer, open, body),
);
