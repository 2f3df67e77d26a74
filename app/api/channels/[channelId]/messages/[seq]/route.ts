import { byMessage } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const PATCH = route(
	{ limit: "edits", load: byMessage("edit"), body: messages.Edit },
	({ viewer, loaded, body }) => messages.edit(viewer, loaded, body),
);
export const DELETE = route({ load: byMessage("delete") }, ({ viewer, loaded }) => messages.remove(viewer, loaded));
