import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { accepted, route } from "@/lib/http/route";
import * as invitations from "@/lib/servers/invitations";

const load = byId("serverId", loadServer, "create_invites");

export const PUT = route({ load }, async ({ viewer, loaded, params }) => {
	const invited = await invitations.invite(viewer, loaded, params.username ?? "");
	return invited && accepted(invited);
});
