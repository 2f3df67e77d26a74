import { adminRoute } from "@/lib/admin/admin-route";
import { handOver, NewOwner } from "@/lib/admin/server-actions";
import { load } from "../load-server";

export const PUT = adminRoute({ limit: "administration", load, body: NewOwner }, ({ viewer, loaded, body }) =>
	handOver(viewer, loaded, body),
);
