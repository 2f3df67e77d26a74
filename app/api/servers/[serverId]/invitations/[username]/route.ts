import { loadServer } from "@/lib/auth/access";
import { byId, route } from "@/lib/http/route";
import * as invitations from "@/lib/servers/invitations";

const open = byId("serverId", loadServer, "manage");

export const DELETE = route({ open }, ({ open, params }) => invitations.withdraw(open, params.username ?? ""));
