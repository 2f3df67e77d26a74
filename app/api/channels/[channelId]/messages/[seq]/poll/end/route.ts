import { byMessage } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const PUT = route({ load: byMessage("manage") }, ({ viewer, loaded }) => messages.endPoll(viewer, loaded));
