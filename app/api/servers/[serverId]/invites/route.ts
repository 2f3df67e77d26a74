import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { created, route } from "@/lib/http/route";
import * as create from "@/lib/invites/create";
import * as invites from "@/lib/invites/list";

export const GET = route(
	{ load: byId("serverId", loadServer, "member"), query: invites.InvitesQuery },
	({ viewer, loaded, query }) => invites.list(viewer, loaded, query),
);
export const POST = route(
	{ load: byId("serverId", loadServer, "create_invites"), body: create.NewInvite },
	async ({ viewer, loaded, body }) => created(await create.create(viewer, loaded, body)),
);
