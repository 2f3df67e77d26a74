import { byChannel, route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const GET = route({ gate: byChannel }, ({ viewer, open }) => messages.pins(viewer, open));
