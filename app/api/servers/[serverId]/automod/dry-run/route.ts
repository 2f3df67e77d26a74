import { loadServer } from "@/lib/auth/access";
import { dryRun } from "@/lib/automod/dry-run";
import { DryRun } from "@/lib/automod/input";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

const load = byId("serverId", loadServer, "manage_automod");

export const POST = route({ limit: "dryRuns", load, body: DryRun }, ({ viewer, loaded, body }) =>
	dryRun(viewer, loaded, body),
);
