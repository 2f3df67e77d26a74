import { route } from "@/lib/http/route";
import { SearchQuery, search } from "@/lib/search";

export const GET = route({ limit: "searches", query: SearchQuery }, ({ viewer, query }) => search(viewer, query));
