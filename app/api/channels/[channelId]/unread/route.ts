import { loadChannel } from "@/lib/auth/access";
import * as inbox from "@/lib/channels/inbox";
import { byId, route } from "@/lib/http/route";

export const GET = route({ open: byId("channelId", loadChannel) }, ({ viewer, open }) =>
	inbox.firstUnread(viewer, open),
);
