import * as saved from "@/lib/channels/saved-messages";
import { byChannel, route } from "@/lib/http/route";

export const GET = route({ gate: byChannel }, ({ viewer, open }) => saved.savedAmong(viewer, open));
