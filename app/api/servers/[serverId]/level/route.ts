import { loadServer } from "@/lib/auth/access";
import * as levels from "@/lib/channels/notification-levels";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

export const PUT = route(
	{ load: byId("serverId", loadServer, "member"), body: levels.NotificationSettingsChange },
	({ viewer, loaded, body }) => levels.updateServer(viewer, loaded, body),
);
