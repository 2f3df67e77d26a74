import { loadSubject } from "@/lib/admin/act-on-account";
import { adminRoute } from "@/lib/admin/admin-route";
import * as change from "@/lib/admin/change-account";
import { Deletion } from "@/lib/admin/delete-account";

export const PUT = adminRoute(
	{ limit: "administration", load: loadSubject, body: Deletion },
	({ viewer, loaded, body }) => change.deleteAccount(viewer, loaded, body),
);
