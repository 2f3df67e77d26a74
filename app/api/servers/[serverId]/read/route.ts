import { openServer } from "@/lib/access";
import { byId, route } from "@/lib/http";
import * as reads from "@/lib/reads";

export const PUT = route({ open: byId("serverId", openServer, "member") }, ({ viewer, open }) =>
	reads.markAll(viewer, open),
);
