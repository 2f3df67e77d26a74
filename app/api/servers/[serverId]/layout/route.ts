import { loadServer } from "@/lib/auth/access";
import { arrange, Layout } from "@/lib/groups/layout";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

export const PUT = route(
	{ limit: "access", load: byId("serverId", loadServer, "manage_channels"), body: Layout },
	({ viewer, loaded, body }) => arrange(viewer, loaded, body),
);
