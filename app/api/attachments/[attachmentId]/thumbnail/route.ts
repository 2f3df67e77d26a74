import * as attachments from "@/lib/attachments";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

export const GET = route({ limit: "downloads", load: byId("attachmentId", attachments.loadAttachment) }, ({ loaded }) =>
	attachments.thumbnail(loaded),
);
