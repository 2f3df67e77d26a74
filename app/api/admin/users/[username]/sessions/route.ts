import { loadSubject } from "@/lib/admin/act-on-account";
import { adminRoute } from "@/lib/admin/admin-route";
import * as change from "@/lib/admin/change-account";

export const DELETE = adminRoute({ limit: "administration", load: loadSubject }, ({ viewer, loaded }) =>
	change.endSessions(viewer, loaded),
);
