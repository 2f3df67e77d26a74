import { adminRoute } from "@/lib/admin/admin-route";
import { created } from "@/lib/http/route";
import * as codes from "@/lib/registration/codes";

export const GET = adminRoute({ query: codes.CodesQuery }, ({ query }) => codes.list(query));
export const POST = adminRoute({ limit: "invites", body: codes.NewRegistrationCode }, async ({ viewer, body }) =>
	created(await codes.create(viewer, body)),
);
