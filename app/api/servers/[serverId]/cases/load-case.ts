import { loadServer } from "@/lib/auth/access";
import type { Viewer } from "@/lib/auth/viewer";
import { type LoadedCase, loadCase as load } from "@/lib/cases/details";
import { byId } from "@/lib/http/load-by-id";
import type { Params } from "@/lib/http/message";
import { idFrom } from "@/lib/ids";

const loadServerOf = byId("serverId", loadServer, "handle_reports");

/** Loads the case of an address, for members who handle reports. */
export const loadCase = async (viewer: Viewer, params: Params): Promise<LoadedCase> =>
	load(viewer, await loadServerOf(viewer, params), idFrom(params.caseId));
