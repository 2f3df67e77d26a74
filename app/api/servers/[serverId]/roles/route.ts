import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { created, route } from "@/lib/http/route";
import { NewRole } from "@/lib/roles/role-input";
import * as roles from "@/lib/roles/roles";

export const GET = route({ load: byId("serverId", loadServer, "member") }, ({ loaded }) => roles.list(loaded));
export const POST = route(
	{ limit: "access", load: byId("serverId", loadServer, "manage_roles"), body: NewRole },
	async ({ viewer, loaded, body }) => created(await roles.create(viewer, loaded, body)),
);
