import { adminRoute } from "@/lib/admin/admin-route";
import * as jobs from "@/lib/admin/jobs";

export const GET = adminRoute({ query: jobs.JobsQuery }, ({ query }) => jobs.list(query));
