import { byServer } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as membership from "@/lib/servers/membership";

export const GET = route({ loadWithSession: byServer }, ({ viewer, loaded }) => membership.of(viewer, loaded));
export const POST = route({ loadWithSession: byServer }, ({ viewer, loaded }) => membership.join(viewer, loaded));
export const DELETE = route({ loadWithSession: byServer }, ({ viewer, loaded }) => membership.leave(viewer, loaded));
