import { requirePermission } from "@/lib/auth/access";
import { loadGroup } from "@/lib/groups/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as overrides from "@/lib/overrides/overrides";

const load = byId("groupId", loadGroup, "manage_channels");

export const GET = route({ load }, ({ loaded }) => {
	requirePermission(loaded, "manage_roles");
	return overrides.get({ serverId: loaded.serverId, groupId: loaded.id });
});
export const PUT = route({ limit: "access", load, body: overrides.OverridesChange }, (call) => {
	const { viewer, loaded, body, headers } = call;
	return overrides.replace(viewer, { serverId: loaded.serverId, groupId: loaded.id }, body, headers.get("if-match"));
});
