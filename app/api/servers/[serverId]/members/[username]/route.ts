import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { accepted, route } from "@/lib/http/route";
import * as actions from "@/lib/moderation/actions";
import { Kick } from "@/lib/moderation/input";
import * as invitations from "@/lib/servers/invitations";

const load = byId("serverId", loadServer, "create_invites");

export const PUT = route({ load }, async ({ viewer, loaded, params }) => {
	const invited = await invitations.invite(viewer, loaded, params.username ?? "");
	return invited && accepted(invited);
});

export const DELETE = route(
	{ limit: "access", load: byId("serverId", loadServer, "kick_members"), body: Kick },
	({ viewer, loaded, params, body }) => actions.kick(viewer, loaded, params.username ?? "", body),
);
