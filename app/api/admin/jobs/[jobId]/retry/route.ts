import { adminRoute } from "@/lib/admin/admin-route";
import * as jobs from "@/lib/admin/jobs";

export const POST = adminRoute({ limit: "administration", load: jobs.load }, ({ viewer, loaded }) =>
	jobs.retry(viewer, loaded),
);
