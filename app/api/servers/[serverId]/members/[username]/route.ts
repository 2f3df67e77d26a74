import { loadServer } from "@/lib/auth/access";
import { accepted, byId, route } from "@/lib/http/route";
import * as invitations from "@/lib/servers/invitations";

const open = byId("serverId", loadServer, "manage");

export const PUT = route({ open }, async ({ viewer, open, params }) => {
	const invited = await invitations.invite(viewer, open, params.username ?? "");
	return invited && accepted(invited);
});
