import { loadServer } from "@/lib/auth/access";
import { NewRule } from "@/lib/automod/input";
import * as rules from "@/lib/automod/rules";
import { byId } from "@/lib/http/load-by-id";
import { created, route } from "@/lib/http/route";

const load = byId("serverId", loadServer, "manage_automod");

export const GET = route({ load }, ({ loaded }) => rules.list(loaded));
export const POST = route({ limit: "automod", load, body: NewRule }, async ({ viewer, loaded, body }) =>
	created(await rules.create(viewer, loaded, body)),
);
