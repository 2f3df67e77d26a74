import { loadGroup } from "@/lib/groups/access";
import * as groups from "@/lib/groups/groups";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

const load = byId("groupId", loadGroup, "manage_channels");

export const PATCH = route({ limit: "access", load, body: groups.GroupChange }, ({ viewer, loaded, body }) =>
	groups.update(viewer, loaded, body),
);
export const DELETE = route({ limit: "access", load }, ({ viewer, loaded }) => groups.remove(viewer, loaded));
