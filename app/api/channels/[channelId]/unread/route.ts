import { loadChannel } from "@/lib/auth/access";
import * as inbox from "@/lib/channels/inbox";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

export const GET = route({ load: byId("channelId", loadChannel) }, ({ viewer, loaded }) =>
	inbox.firstUnread(viewer, loaded),
);
