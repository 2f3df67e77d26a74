import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import { PermissionsQuery, permissionsOf } from "@/lib/roles/permissions-of";

export const GET = route(
	{ load: byId("serverId", loadServer, "member"), query: PermissionsQuery },
	({ viewer, loaded, params, query }) => permissionsOf(viewer, loaded, params.username ?? "", query),
);
