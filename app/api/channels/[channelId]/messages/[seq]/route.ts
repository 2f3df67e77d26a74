import { byMessage, route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const PATCH = route({ limit: "edits", open: byMessage("edit"), body: messages.Edit }, ({ viewer, open, body }) =>
	messages.edit(viewer, open, body),
);
export const DELETE = route({ open: byMessage("delete") }, ({ viewer, open }) => messages.remove(viewer, open));
