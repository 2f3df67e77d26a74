import { openChannel } from "@/lib/auth/access";
import * as reads from "@/lib/channels/read-markers";
import { byId, route } from "@/lib/http/route";

export const PUT = route({ open: byId("channelId", openChannel), body: reads.ReadMark }, ({ viewer, open, body }) =>
	reads.mark(viewer, open, body),
);
