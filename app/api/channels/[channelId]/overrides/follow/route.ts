import { loadChannel } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as overrides from "@/lib/overrides/overrides";

export const PUT = route(
	{ limit: "access", load: byId("channelId", loadChannel, "manage_channels") },
	({ viewer, loaded, headers }) =>
		overrides.followGroup(viewer, { serverId: loaded.serverId, channelId: loaded.id }, headers.get("if-match")),
);
