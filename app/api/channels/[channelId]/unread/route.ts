import { openChannel } from "@/lib/auth/access";
import { byId, route } from "@/lib/http";
import * as inbox from "@/lib/inbox";

export const GET = route({ open: byId("channelId", openChannel) }, ({ viewer, open }) => inbox.why(viewer, open));
