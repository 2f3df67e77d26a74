import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as actions from "@/lib/moderation/actions";
import { Timeout } from "@/lib/moderation/input";

export const PUT = route(
	{ limit: "access", load: byId("serverId", loadServer, "timeout_members"), body: Timeout },
	({ viewer, loaded, params, body }) => actions.timeOut(viewer, loaded, params.username ?? "", body),
);
