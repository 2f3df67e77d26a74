import * as saved from "@/lib/channels/saved-messages";
import { byMessage } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

export const PUT = route({ load: byMessage("view") }, ({ viewer, loaded }) => saved.save(viewer, loaded, true));
export const DELETE = route({ load: byMessage("view") }, ({ viewer, loaded }) => saved.save(viewer, loaded, false));
