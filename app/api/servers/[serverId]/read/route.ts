import { openServer } from "@/lib/auth/access";
import * as reads from "@/lib/channels/read-markers";
import { byId, route } from "@/lib/http/route";

export const PUT = route({ open: byId("serverId", openServer, "member") }, ({ viewer, open }) =>
	reads.markAll(viewer, open),
);
