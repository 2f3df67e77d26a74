import { adminRoute } from "@/lib/admin/admin-route";
import * as waiting from "@/lib/registration/waiting";

export const GET = adminRoute({ query: waiting.WaitingQuery }, ({ query }) => waiting.list(query));
