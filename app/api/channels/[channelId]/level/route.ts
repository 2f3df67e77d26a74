import { loadChannel } from "@/lib/auth/access";
import * as levels from "@/lib/channels/notification-levels";
import { byId, route } from "@/lib/http/route";

export const PUT = route(
	{ open: byId("channelId", loadChannel), body: levels.NotificationSettingsChange },
	({ viewer, open, body }) => levels.updateChannel(viewer, open, body),
);
