import { loadServer } from "@/lib/auth/access";
import { CasesQuery } from "@/lib/cases/input";
import { list } from "@/lib/cases/list";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

export const GET = route(
	{ load: byId("serverId", loadServer, "handle_reports"), query: CasesQuery },
	({ viewer, loaded, query }) => list(viewer, loaded, query),
);
