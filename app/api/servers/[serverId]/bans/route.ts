import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as bans from "@/lib/moderation/bans";

export const GET = route(
	{ load: byId("serverId", loadServer, "ban_members"), query: bans.BansQuery },
	({ loaded, query }) => bans.list(loaded, query),
);
