import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as membership from "@/lib/servers/membership";

const load = byId("serverId", loadServer);

export const GET = route({ load }, ({ viewer, loaded }) => membership.of(viewer, loaded));
export const POST = route({ load }, ({ viewer, loaded }) => membership.join(viewer, loaded));
export const DELETE = route({ load }, ({ viewer, loaded }) => membership.leave(viewer, loaded));
