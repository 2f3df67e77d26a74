import { openServer } from "@/lib/access";
import { byId, route } from "@/lib/http";
import * as membership from "@/lib/membership";

const open = byId("serverId", openServer, "manage");

export const PUT = route({ open }, ({ open, params }) => membership.add(open, params.username ?? ""));
