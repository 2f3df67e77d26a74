import * as attachments from "@/lib/attachments";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

const own = byId("attachmentId", attachments.loadOwn);

export const GET = route({ limit: "downloads", load: byId("attachmentId", attachments.loadAttachment) }, ({ loaded }) =>
	attachments.content(loaded),
);
export const PATCH = route({ load: own, body: attachments.AttachmentChange }, ({ viewer, loaded, body }) =>
	attachments.update(viewer, loaded, body),
);
export const DELETE = route({ load: own }, ({ loaded }) => attachments.cancel(loaded));
