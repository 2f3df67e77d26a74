import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import { RoleOrder, reorder } from "@/lib/roles/order";

export const PUT = route(
	{ limit: "access", load: byId("serverId", loadServer, "manage_roles"), body: RoleOrder },
	({ viewer, loaded, body }) => reorder(viewer, loaded, body),
);
