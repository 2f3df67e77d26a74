import { loadServer } from "@/lib/auth/access";
import type { Viewer } from "@/lib/auth/viewer";
import { byId } from "@/lib/http/load-by-id";
import type { Params } from "@/lib/http/message";
import { route } from "@/lib/http/route";
import { idFrom } from "@/lib/ids";
import * as requests from "@/lib/join-requests/decide";

const loadServerOf = byId("serverId", loadServer, "approve_joins");
const load = async (viewer: Viewer, params: Params) =>
	requests.loadRequest(await loadServerOf(viewer, params), idFrom(params.requestId));

export const PUT = route({ load, body: requests.Decision }, ({ viewer, loaded, body }) =>
	requests.decide(viewer, loaded, body),
);
