import { adminRoute } from "@/lib/admin/admin-route";
import * as audit from "@/lib/admin/audit-log";

export const GET = adminRoute({ query: audit.InstanceAuditQuery }, ({ query }) => audit.list(query));
