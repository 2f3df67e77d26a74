import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as invites from "@/lib/invites/end";

export const PUT = route(
	{ load: byId("serverId", loadServer, "manage_server"), body: invites.Pause },
	({ viewer, loaded, body }) => invites.pause(viewer, loaded, body),
);
