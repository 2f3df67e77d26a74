import { openServer } from "@/lib/auth/access";
import { byId, route } from "@/lib/http";
import * as levels from "@/lib/levels";

export const PUT = route(
	{ open: byId("serverId", openServer, "member"), body: levels.LevelChange },
	({ viewer, open, body }) => levels.ofServer(viewer, open, body),
);
