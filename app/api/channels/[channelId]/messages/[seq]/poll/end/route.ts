import { byMessage, route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const PUT = route({ open: byMessage("manage") }, ({ viewer, open }) => messages.endPoll(viewer, open));
