import { openChannel } from "@/lib/auth/access";
import { byId, route } from "@/lib/http";
import * as levels from "@/lib/levels";

export const PUT = route({ open: byId("channelId", openChannel), body: levels.LevelChange }, ({ viewer, open, body }) =>
	levels.ofChannel(viewer, open, body),
);
