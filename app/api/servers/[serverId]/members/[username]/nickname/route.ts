import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import { NewNickname, setNickname } from "@/lib/servers/nickname";

export const PUT = route(
	{ limit: "access", load: byId("serverId", loadServer), body: NewNickname },
	({ viewer, loaded, params, body }) => setNickname(viewer, loaded, params.username ?? "", body),
);
