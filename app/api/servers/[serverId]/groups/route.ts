import { loadServer } from "@/lib/auth/access";
import * as groups from "@/lib/groups/groups";
import { byId } from "@/lib/http/load-by-id";
import { created, route } from "@/lib/http/route";

export const POST = route(
	{ limit: "access", load: byId("serverId", loadServer, "manage_channels"), body: groups.NewGroup },
	async ({ viewer, loaded, body }) => created(await groups.create(viewer, loaded, body)),
);
