import { openChannel } from "@/lib/auth/access";
import { byId, route } from "@/lib/http";
import * as reads from "@/lib/reads";

export const PUT = route({ open: byId("channelId", openChannel), body: reads.ReadMark }, ({ viewer, open, body }) =>
	reads.mark(viewer, open, body),
);
