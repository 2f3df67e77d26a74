import { loadChannel } from "@/lib/auth/access";
import * as reads from "@/lib/channels/read-markers";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

export const PUT = route({ load: byId("channelId", loadChannel), body: reads.ReadMarker }, ({ viewer, loaded, body }) =>
	reads.markRead(viewer, loaded, body),
);
