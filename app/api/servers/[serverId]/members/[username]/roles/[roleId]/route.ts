import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import { idFrom } from "@/lib/ids";
import * as roleMembers from "@/lib/roles/role-members";

const load = byId("serverId", loadServer, "member");

export const PUT = route({ limit: "access", load }, ({ viewer, loaded, params }) =>
	roleMembers.changeOne(viewer, loaded, params.username ?? "", idFrom(params.roleId), "give"),
);
export const DELETE = route({ limit: "access", load }, ({ viewer, loaded, params }) =>
	roleMembers.changeOne(viewer, loaded, params.username ?? "", idFrom(params.roleId), "take"),
);
