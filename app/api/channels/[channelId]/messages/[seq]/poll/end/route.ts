import { byMessage, route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const PUT = route({ load: byMessage("manage") }, ({ viewer, loaded }) => messages.endPoll(viewer, loaded));
