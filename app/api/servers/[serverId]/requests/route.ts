import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as requests from "@/lib/join-requests/list";

export const GET = route(
	{ load: byId("serverId", loadServer, "approve_joins"), query: requests.RequestsQuery },
	({ loaded, query }) => requests.list(loaded, query),
);
