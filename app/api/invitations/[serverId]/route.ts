import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as invitations from "@/lib/servers/invitations";

const load = byId("serverId", invitations.open, undefined, invitations.invitationNotFound);

export const POST = route({ load, body: invitations.Acceptance }, ({ viewer, loaded, body }) =>
	invitations.accept(viewer, loaded, body),
);
export const DELETE = route({ load }, ({ viewer, loaded }) => invitations.decline(viewer, loaded));
