import { loadServer } from "@/lib/auth/access";
import * as reads from "@/lib/channels/read-markers";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

export const PUT = route({ load: byId("serverId", loadServer, "member") }, ({ viewer, loaded }) =>
	reads.markAllRead(viewer, loaded),
);
