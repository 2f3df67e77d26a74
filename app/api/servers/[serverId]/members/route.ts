import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as membership from "@/lib/servers/membership";

const load = byId("serverId", loadServer, "member");

export const GET = route({ load, query: membership.MemberSearch }, ({ viewer, loaded, query }) =>
	membership.list(viewer, loaded, query),
);
