import { adminRoute } from "@/lib/admin/admin-route";
import * as networks from "@/lib/registration/networks";

export const PUT = adminRoute({ limit: "administration", body: networks.ClosedNetwork }, ({ viewer, body }) =>
	networks.close(viewer, body.network),
);
export const DELETE = adminRoute({ limit: "administration", query: networks.ClosedNetworkQuery }, ({ viewer, query }) =>
	networks.reopen(viewer, query.network),
);
