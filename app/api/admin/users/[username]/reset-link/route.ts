import { loadSubject } from "@/lib/admin/act-on-account";
import { adminRoute } from "@/lib/admin/admin-route";
import * as change from "@/lib/admin/change-account";
import { created } from "@/lib/http/route";

export const POST = adminRoute({ limit: "administration", load: loadSubject }, async ({ viewer, loaded }) =>
	created(await change.createResetLink(viewer, loaded)),
);
