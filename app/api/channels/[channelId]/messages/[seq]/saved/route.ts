import * as saved from "@/lib/channels/saved-messages";
import { byMessage, route } from "@/lib/http/route";

export const PUT = route({ open: byMessage("react") }, ({ viewer, open }) => saved.save(viewer, open, true));
export const DELETE = route({ open: byMessage("react") }, ({ viewer, open }) => saved.save(viewer, open, false));
