import { byMessage, route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const PUT = route({ open: byMessage("react") }, ({ viewer, open }) => messages.pin(viewer, open, true));
export const DELETE = route({ open: byMessage("react") }, ({ viewer, open }) => messages.pin(viewer, open, false));
