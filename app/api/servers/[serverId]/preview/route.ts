import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import { PreviewQuery, preview } from "@/lib/roles/preview";

export const GET = route(
	{ load: byId("serverId", loadServer, "manage_roles"), query: PreviewQuery },
	({ viewer, loaded, query }) => preview(viewer, loaded, query),
);
