import { byMessage } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const GET = route({ load: byMessage("viewVersions") }, ({ loaded }) => messages.listVersions(loaded));
