import { route } from "@/lib/http";
import * as saved from "@/lib/saved";

export const GET = route({ query: saved.SavedQuery }, ({ viewer, query }) => saved.list(viewer, query));
