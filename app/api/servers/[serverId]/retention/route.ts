import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as retention from "@/lib/retention/retention";

const load = byId("serverId", loadServer, "member");
const loadToChange = byId("serverId", loadServer, "manage_server");

export const GET = route({ load }, ({ loaded }) => retention.ofServer(loaded));
export const PUT = route(
	{ limit: "access", load: loadToChange, body: retention.RetentionChange },
	({ viewer, loaded, body }) => retention.changeOfServer(viewer, loaded, body),
);
