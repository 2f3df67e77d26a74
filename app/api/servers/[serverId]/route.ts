import { loadServer } from "@/lib/auth/access";
import { byId, route } from "@/lib/http/route";
import * as servers from "@/lib/servers/servers";

const managed = byId("serverId", loadServer, "manage");

export const GET = route({ signedIn: false, open: byId("serverId", loadServer) }, ({ viewer, open }) =>
	servers.get(viewer, open),
);
export const PATCH = route({ open: managed, body: servers.ServerChange }, ({ viewer, open, body }) =>
	servers.update(viewer, open, body),
);
export const DELETE = route({ open: managed }, ({ open }) => servers.remove(open));
