import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as actions from "@/lib/moderation/actions";
import { NewBan } from "@/lib/moderation/input";

const load = byId("serverId", loadServer, "ban_members");

export const PUT = route({ limit: "access", load, body: NewBan }, ({ viewer, loaded, params, body }) =>
	actions.ban(viewer, loaded, params.username ?? "", body),
);

export const DELETE = route({ limit: "access", load }, ({ viewer, loaded, params }) =>
	actions.unban(viewer, loaded, params.username ?? ""),
);
