import { adminRoute } from "@/lib/admin/admin-route";
import { delist, NewRestriction, relist } from "@/lib/admin/server-actions";
import { load } from "../load-server";

export const PUT = adminRoute({ limit: "administration", load, body: NewRestriction }, ({ viewer, loaded, body }) =>
	delist(viewer, loaded, body),
);
export const DELETE = adminRoute({ limit: "administration", load }, ({ viewer, loaded }) => relist(viewer, loaded));
