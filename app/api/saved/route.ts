import * as saved from "@/lib/channels/saved-messages";
import { route } from "@/lib/http/route";

export const GET = route({ query: saved.SavedQuery }, ({ viewer, query }) => saved.list(viewer, query));
