import { adminRoute } from "@/lib/admin/admin-route";
import { AdminCasesQuery, list } from "@/lib/admin/cases";

export const GET = adminRoute({ query: AdminCasesQuery }, ({ query }) => list(query));
