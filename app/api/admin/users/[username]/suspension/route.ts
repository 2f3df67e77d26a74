import { NewSuspension } from "@/lib/admin/account-actions";
import { loadSubject } from "@/lib/admin/act-on-account";
import { adminRoute } from "@/lib/admin/admin-route";
import * as change from "@/lib/admin/change-account";

export const PUT = adminRoute(
	{ limit: "administration", load: loadSubject, body: NewSuspension },
	({ viewer, loaded, body }) => change.suspend(viewer, loaded, body),
);
export const DELETE = adminRoute({ limit: "administration", load: loadSubject }, ({ viewer, loaded }) =>
	change.restore(viewer, loaded),
);
