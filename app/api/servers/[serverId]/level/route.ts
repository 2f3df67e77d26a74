import { loadServer } from "@/lib/auth/access";
import * as levels from "@/lib/channels/notification-levels";
import { byId, route } from "@/lib/http/route";

export const PUT = route(
	{ open: byId("serverId", loadServer, "member"), body: levels.NotificationSettingsChange },
	({ viewer, open, body }) => levels.updateServer(viewer, open, body),
);
