import { openServer } from "@/lib/auth/access";
import { byId, route } from "@/lib/http";
import * as reads from "@/lib/reads";

export const PUT = route({ open: byId("serverId", openServer, "member") }, ({ viewer, open }) =>
	reads.markAll(viewer, open),
);
