import { openServer } from "@/lib/auth/access";
import { byId, route } from "@/lib/http/route";
import * as servers from "@/lib/servers/servers";

const managed = byId("serverId", openServer, "manage");

export const GET = route({ signedIn: false, open: byId("serverId", openServer) }, ({ viewer, open }) =>
	servers.show(viewer, open),
);
export const PATCH = route({ open: managed, body: servers.ServerChange }, ({ viewer, open, body }) =>
	servers.change(viewer, open, body),
);
export const DELETE = route({ open: managed }, ({ open }) => servers.remove(open));
