import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as invitations from "@/lib/servers/invitations";

const load = byId("serverId", loadServer, "create_invites");

export const DELETE = route({ load }, ({ viewer, loaded, params }) =>
	invitations.withdraw(viewer, loaded, params.username ?? ""),
);
