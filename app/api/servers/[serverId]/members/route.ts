import { loadServer } from "@/lib/auth/access";
import { byId, route } from "@/lib/http/route";
import * as membership from "@/lib/servers/membership";

const open = byId("serverId", loadServer, "member");

export const GET = route({ open, query: membership.MemberSearch }, ({ viewer, open, query }) =>
	membership.list(viewer, open, query),
);
