import type { z } from "zod";
import { requireRecentAuthentication } from "../auth/recent-authentication";
import type { Viewer } from "../auth/viewer";
import type { HttpRequest, Params } from "../http/message";
import type { FileForm, Received } from "../http/multipart";
import { consume, type limits } from "../http/rate-limits";
import { fileRoute, type Handler, route } from "../http/route";
import { requireAdministrator } from "./administrator";

type Options<Open, Query, Body> = {
	/** Counts for administrators alone, besides the general limit. */
	limit?: keyof typeof limits;
	/** Loads the resource named in the path. */
	load?: (administrator: Viewer, params: Params) => Promise<Open>;
	query?: z.ZodType<Query>;
	body?: z.ZodType<Body>;
};
type Input<Open, Query, Body> = {
	viewer: Viewer;
	loaded: Open;
	query: Query;
	body: Body;
	headers: HttpRequest["headers"];
	address: string;
};

/**
 * A resource under /api/admin. To everybody but administrators, and without a session, it is `not_found` like an address
 * at which there is nothing. An administrator must have proved their identity within the last ten minutes.
 */
export function adminRoute<Open = undefined, Query = undefined, Body = undefined>(
	{ limit, load, ...shape }: Options<Open, Query, Body>,
	handler: (input: Input<Open, Query, Body>) => unknown,
): Handler {
	const enter = async (viewer: Viewer | null, params: Params) => {
		const administrator = await requireProvenAdministrator(viewer, limit);
		return { administrator, resource: (await load?.(administrator, params)) as Open };
	};
	return route({ ...shape, signedIn: false, load: enter }, ({ loaded, query, body, headers, address }) =>
		handler({ viewer: loaded.administrator, loaded: loaded.resource, query, body, headers, address }),
	);
}

/** Like `adminRoute`, for one uploaded file, which counts as other uploads do. */
export function adminFileRoute(
	{ limit, form }: { limit: keyof typeof limits; form: FileForm },
	handler: (input: { viewer: Viewer; file: Received }) => unknown,
): Handler {
	return fileRoute(
		{ signedIn: false, limit: "uploads", load: (viewer) => requireProvenAdministrator(viewer, limit), form },
		({ viewer, file }) => handler({ viewer, file }),
	);
}

async function requireProvenAdministrator(viewer: Viewer | null, limit?: keyof typeof limits): Promise<Viewer> {
	const administrator = requireAdministrator(viewer);
	await requireRecentAuthentication(administrator);
	if (limit) await consume(limit, administrator.id);
	return administrator;
}
