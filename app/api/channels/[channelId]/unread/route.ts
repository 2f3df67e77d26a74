import { openChannel } from "@/lib/auth/access";
import * as inbox from "@/lib/channels/inbox";
import { byId, route } from "@/lib/http/route";

export const GET = route({ open: byId("channelId", openChannel) }, ({ viewer, open }) => inbox.why(viewer, open));
