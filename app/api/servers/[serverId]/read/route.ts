import { loadServer } from "@/lib/auth/access";
import * as reads from "@/lib/channels/read-markers";
import { byId, route } from "@/lib/http/route";

export const PUT = route({ open: byId("serverId", loadServer, "member") }, ({ viewer, open }) =>
	reads.markAllRead(viewer, open),
);
