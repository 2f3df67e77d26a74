import { openServer } from "@/lib/auth/access";
import { byId, route } from "@/lib/http/route";
import * as invitations from "@/lib/servers/invitations";

const open = byId("serverId", openServer, "manage");

export const DELETE = route({ open }, ({ open, params }) => invitations.withdraw(open, params.username ?? ""));
