import { byChannel } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const GET = route({ loadWithSession: byChannel }, ({ viewer, loaded }) => messages.pins(viewer, loaded));
