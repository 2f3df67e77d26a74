import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import { loadRole } from "@/lib/roles/access";
import { RoleChange } from "@/lib/roles/role-input";
import * as roles from "@/lib/roles/roles";

const load = byId("roleId", loadRole, "manage_roles");

export const PATCH = route({ limit: "access", load, body: RoleChange }, ({ viewer, loaded, body, headers }) =>
	roles.update(viewer, loaded, body, headers.get("if-match")),
);
export const DELETE = route({ limit: "access", load }, ({ viewer, loaded, headers }) =>
	roles.remove(viewer, loaded, headers.get("if-match")),
);
