import * as saved from "@/lib/channels/saved-messages";
import { byChannel } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

export const GET = route({ loadWithSession: byChannel }, ({ viewer, loaded }) => saved.savedAmong(viewer, loaded));
