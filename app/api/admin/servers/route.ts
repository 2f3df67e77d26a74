import { adminRoute } from "@/lib/admin/admin-route";
import { AdminServersQuery, list } from "@/lib/admin/servers";

export const GET = adminRoute({ limit: "searches", query: AdminServersQuery }, ({ query }) => list(query));
