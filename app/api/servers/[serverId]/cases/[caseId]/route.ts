import { loadServer } from "@/lib/auth/access";
import type { Viewer } from "@/lib/auth/viewer";
import { change } from "@/lib/cases/decide";
import { details, loadCase } from "@/lib/cases/details";
import { CaseChange } from "@/lib/cases/input";
import { byId } from "@/lib/http/load-by-id";
import type { Params } from "@/lib/http/message";
import { route } from "@/lib/http/route";
import { idFrom } from "@/lib/ids";

const loadServerOf = byId("serverId", loadServer, "handle_reports");
const load = async (viewer: Viewer, params: Params) =>
	loadCase(viewer, await loadServerOf(viewer, params), idFrom(params.caseId));

export const GET = route({ load }, ({ viewer, loaded }) => details(viewer, loaded));

export const PUT = route({ limit: "access", load, body: CaseChange }, ({ viewer, loaded, body }) =>
	change(viewer, loaded, body),
);
