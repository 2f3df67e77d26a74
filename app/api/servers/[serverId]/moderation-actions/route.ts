import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { created, route } from "@/lib/http/route";
import * as actions from "@/lib/moderation/actions";
import { NewAction } from "@/lib/moderation/input";

const load = byId("serverId", loadServer, "member");

export const POST = route({ limit: "access", load, body: NewAction }, async ({ viewer, loaded, body }) => {
	const { action, existed } = await actions.act(viewer, loaded, body);
	return existed ? { action } : created({ action });
});
