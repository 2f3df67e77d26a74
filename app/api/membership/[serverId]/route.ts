import { byServer } from "@/lib/http/load-by-id";
import { requestAccepted, route } from "@/lib/http/route";
import { JoinBody } from "@/lib/servers/join-requirements";
import * as membership from "@/lib/servers/membership";

export const GET = route({ loadWithSession: byServer }, ({ viewer, loaded }) => membership.of(viewer, loaded));
export const POST = route({ loadWithSession: byServer, body: JoinBody }, async ({ viewer, loaded, body }) =>
	requestAccepted(await membership.join(viewer, loaded, body)),
);
export const DELETE = route({ loadWithSession: byServer }, ({ viewer, loaded }) => membership.leave(viewer, loaded));
