import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import { idFrom } from "@/lib/ids";
import * as actions from "@/lib/moderation/actions";

export const DELETE = route(
	{ limit: "access", load: byId("serverId", loadServer, "member") },
	({ viewer, loaded, params }) => actions.undoAction(viewer, loaded, idFrom(params.actionId)),
);
