import { openServer } from "@/lib/auth/access";
import * as levels from "@/lib/channels/notification-levels";
import { byId, route } from "@/lib/http/route";

export const PUT = route(
	{ open: byId("serverId", openServer, "member"), body: levels.LevelChange },
	({ viewer, open, body }) => levels.ofServer(viewer, open, body),
);
