import * as attachments from "@/lib/attachments";
import { byId, route } from "@/lib/http/route";

const own = byId("attachmentId", attachments.loadOwn);

export const GET = route({ limit: "downloads", open: byId("attachmentId", attachments.loadAttachment) }, ({ open }) =>
	attachments.content(open),
);
export const PATCH = route({ open: own, body: attachments.AttachmentChange }, ({ viewer, open, body }) =>
	attachments.update(viewer, open, body),
);
export const DELETE = route({ open: own }, ({ open }) => attachments.cancel(open));
