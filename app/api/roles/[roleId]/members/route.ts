import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import { loadRole } from "@/lib/roles/access";
import * as roleMembers from "@/lib/roles/role-members";

const managed = byId("roleId", loadRole, "manage_roles");

export const GET = route(
	{ load: byId("roleId", loadRole), query: roleMembers.RoleMemberSearch },
	({ viewer, loaded, query }) => roleMembers.list(viewer, loaded, query),
);
export const PUT = route({ limit: "access", load: managed, body: roleMembers.Usernames }, ({ viewer, loaded, body }) =>
	roleMembers.changeMany(viewer, loaded, body, "give"),
);
export const DELETE = route(
	{ limit: "access", load: managed, body: roleMembers.Usernames },
	({ viewer, loaded, body }) => roleMembers.changeMany(viewer, loaded, body, "take"),
);
