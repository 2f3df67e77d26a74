import { byId, route } from "@/lib/http/route";
import * as invitations from "@/lib/servers/invitations";

const open = byId("serverId", invitations.open);

export const POST = route({ open }, ({ viewer, open }) => invitations.accept(viewer, open));
export const DELETE = route({ open }, ({ viewer, open }) => invitations.decline(viewer, open));
