import { openServer } from "@/lib/auth/access";
import { byId, route } from "@/lib/http/route";
import * as invitations from "@/lib/servers/invitations";

const open = byId("serverId", openServer, "manage");

export const GET = route({ open }, ({ open }) => invitations.sent(open));
