import { openChannel } from "@/lib/auth/access";
import * as levels from "@/lib/channels/notification-levels";
import { byId, route } from "@/lib/http/route";

export const PUT = route({ open: byId("channelId", openChannel), body: levels.LevelChange }, ({ viewer, open, body }) =>
	levels.ofChannel(viewer, open, body),
);
