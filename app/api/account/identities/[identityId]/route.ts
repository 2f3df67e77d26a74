import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as identities from "@/lib/identities/identities";

export const DELETE = route(
	{
		limit: "identityChanges",
		load: byId("identityId", identities.loadIdentity),
	},
	({ viewer, loaded }) => identities.unlink(viewer, loaded),
);
