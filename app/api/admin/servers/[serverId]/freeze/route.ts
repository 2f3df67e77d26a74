import { adminRoute } from "@/lib/admin/admin-route";
import { freeze, NewRestriction, unfreeze } from "@/lib/admin/server-actions";
import { load } from "../load-server";

export const PUT = adminRoute({ limit: "administration", load, body: NewRestriction }, ({ viewer, loaded, body }) =>
	freeze(viewer, loaded, body),
);
export const DELETE = adminRoute({ limit: "administration", load }, ({ viewer, loaded }) => unfreeze(viewer, loaded));
