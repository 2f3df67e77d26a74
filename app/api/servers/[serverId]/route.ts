import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import { ServerChange, update } from "@/lib/servers/change-server";
import { remove } from "@/lib/servers/delete-server";
import * as servers from "@/lib/servers/servers";

export const GET = route({ signedIn: false, load: byId("serverId", loadServer) }, ({ viewer, loaded }) =>
	servers.get(viewer, loaded),
);
export const PATCH = route(
	{ load: byId("serverId", loadServer, "manage_server"), body: ServerChange },
	({ viewer, loaded, body }) => update(viewer, loaded, body),
);
export const DELETE = route({ load: byId("serverId", loadServer, "owner") }, ({ viewer, loaded }) =>
	remove(viewer, loaded),
);
