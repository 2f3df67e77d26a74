import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as watch from "@/lib/raid-mode/watch";

const load = byId("serverId", loadServer, "manage_server");

export const PUT = route({ limit: "access", load, body: watch.WatchChange }, ({ viewer, loaded, body }) =>
	watch.setWatch(viewer, loaded, body),
);
