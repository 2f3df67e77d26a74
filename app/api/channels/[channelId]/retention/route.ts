import { loadChannel } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as retention from "@/lib/retention/retention";

const load = byId("channelId", loadChannel);
const loadToChange = byId("channelId", loadChannel, "manage_channels");

export const GET = route({ load }, ({ loaded }) => retention.ofChannel(loaded));
export const PUT = route(
	{ limit: "access", load: loadToChange, body: retention.RetentionChange },
	({ viewer, loaded, body }) => retention.changeOfChannel(viewer, loaded, body),
);
