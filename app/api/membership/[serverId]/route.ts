import { loadServer } from "@/lib/auth/access";
import { byId, route } from "@/lib/http/route";
import * as membership from "@/lib/servers/membership";

const open = byId("serverId", loadServer);

export const GET = route({ open }, ({ viewer, open }) => membership.of(viewer, open));
export const POST = route({ open }, ({ viewer, open }) => membership.join(viewer, open));
export const DELETE = route({ open }, ({ viewer, open }) => membership.leave(viewer, open));
