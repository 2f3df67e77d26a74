import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as rules from "@/lib/servers/rules";

export const PUT = route(
	{ load: byId("serverId", loadServer, "member"), body: rules.RulesAcceptance },
	({ viewer, loaded, body }) => rules.accept(viewer, loaded, body),
);
