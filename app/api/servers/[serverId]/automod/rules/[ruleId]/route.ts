import { loadServer } from "@/lib/auth/access";
import { RuleUpdate } from "@/lib/automod/input";
import * as rules from "@/lib/automod/rules";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import { idFrom } from "@/lib/ids";

const load = byId("serverId", loadServer, "manage_automod");

export const PATCH = route({ limit: "automod", load, body: RuleUpdate }, ({ viewer, loaded, body, params, headers }) =>
	rules.update(viewer, loaded, idFrom(params.ruleId), body, headers.get("if-match")),
);
export const DELETE = route({ limit: "automod", load }, ({ viewer, loaded, params, headers }) =>
	rules.remove(viewer, loaded, idFrom(params.ruleId), headers.get("if-match")),
);
