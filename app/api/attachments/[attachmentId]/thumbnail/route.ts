import * as attachments from "@/lib/attachments";
import { byId, route } from "@/lib/http/route";

export const GET = route({ limit: "downloads", open: byId("attachmentId", attachments.loadAttachment) }, ({ open }) =>
	attachments.thumbnail(open),
);
