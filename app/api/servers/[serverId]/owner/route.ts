import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import { Transfer, transfer } from "@/lib/servers/transfer";

export const PUT = route(
	{ limit: "access", load: byId("serverId", loadServer, "owner"), body: Transfer },
	({ viewer, loaded, body, address }) => transfer(viewer, loaded, body, address),
);
