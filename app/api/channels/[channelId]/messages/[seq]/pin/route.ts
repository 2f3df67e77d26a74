import { byMessage } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const PUT = route({ load: byMessage("pin") }, ({ viewer, loaded }) => messages.pin(viewer, loaded, true));
export const DELETE = route({ load: byMessage("pin") }, ({ viewer, loaded }) => messages.pin(viewer, loaded, false));
