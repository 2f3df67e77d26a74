import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as audit from "@/lib/moderation/audit";

export const GET = route(
	{ load: byId("serverId", loadServer, "view_audit_log"), query: audit.AuditQuery },
	({ viewer, loaded, query }) => audit.list(viewer, loaded, query),
);
