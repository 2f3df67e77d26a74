import { Readable } from "node:stream";
import type { z } from "zod";
import { ownerOf, type Viewer, viewerOf } from "../auth/viewer";
import { AppError, anotherUser, nothingThere, STATUS } from "../errors";
import { RawJson } from "../raw-json";
import { tracedInside } from "../tracing/traced";
import { serializeError, toAppError, withDeadline } from "./error-response";
import { hasVersion } from "./etag";
import { FileResponse, sendFile } from "./file-response";
import type { HttpRequest, HttpResponse, Params } from "./message";
import { anyFile, type FileForm, type Received, withFile } from "./multipart";
import { consume, type limits } from "./rate-limits";
import { jsonOf, parseBody } from "./request-body";

/** A route handler as Next defines them, which can also be called without creating web requests and responses. */
export type Handler = ((request: Request, context: { params: Promise<Params> }) => Promise<Response>) & {
	answer(asked: HttpRequest, params: Params): Promise<HttpResponse>;
};

type RouteOptions<Signed extends boolean, Open, Query, Body> = {
	/** `false` accepts requests without a session; the handler's viewer may then be null. */
	signedIn?: Signed;
	limit?: keyof typeof limits;
	/** Loads the resource named in the path, with an access check. */
	load?: (viewer: Signed extends false ? Viewer | null : Viewer, params: Params, address: string) => Promise<Open>;
	/** Loads the viewer and the path's resource in one query, for the most frequent requests. */
	loadWithSession?: (
		headers: HttpRequest["headers"],
		params: Params,
	) => Promise<{ viewer: Viewer; load: () => Open } | null>;
	query?: z.ZodType<Query>;
	body?: z.ZodType<Body>;
};
type Input<Signed extends boolean, Open, Query, Body> = {
	viewer: Signed extends false ? Viewer | null : Viewer;
	loaded: Open;
	query: Query;
	body: Body;
	params: Params;
	headers: HttpRequest["headers"];
	/** The client's address. */
	address: string;
};

/** A 201 response: a resource was created. */
export class Created {
	constructor(readonly body: unknown) {}
}
export const created = (body: unknown) => new Created(body);

/** A 202 response: the request awaits another user. */
export class Accepted {
	constructor(readonly body: unknown) {}
}
export const accepted = (body: unknown) => new Accepted(body);

/** A response that also sets cookies. */
export class WithCookies {
	constructor(
		readonly result: unknown,
		readonly cookies: string[],
	) {}
}
export const withCookies = (result: unknown, cookies: string[]) => new WithCookies(result, cookies);

/** A 302 response to a path of this site. */
export class Redirect {
	constructor(readonly path: string) {}
}
export const redirect = (path: string) => new Redirect(path);

/** A join, or 202 with the request that it has become. */
export const requestAccepted = <Joined extends object>(result: Joined | { request: unknown }) =>
	"request" in result ? accepted(result) : result;

/** A response with an ETag. It is loaded only if the client does not have this revision. */
export class Revised {
	constructor(
		readonly revision: string,
		readonly load: () => Promise<unknown>,
	) {}
}
export const revised = (revision: string, load: () => Promise<unknown>) => new Revised(revision, load);

/**
 * The only HTTP entry to the product. It checks in the contract's order: the session, the rate limit, access to the
 * path's resource, and the request's format; then it runs the handler and serializes its response. Only this file
 * parses, authenticates and catches. The caller, the request listener, has checked method and origin.
 */
export function route<Open = undefined, Query = undefined, Body = undefined, Signed extends boolean = true>(
	shape: RouteOptions<Signed, Open, Query, Body>,
	handler: (input: Input<Signed, Open, Query, Body>) => unknown,
): Handler {
	return handlerOf((asked, params) => act(shape, handler, asked, params));
}

/** Like `route`, for one uploaded file: the form is streamed to the disk and deleted after the handler. */
export function fileRoute<Open, Signed extends boolean = true>(
	shape: Pick<RouteOptions<Signed, Open, undefined, undefined>, "signedIn" | "limit" | "load"> & { form?: FileForm },
	handler: (input: { viewer: Viewer; open: Open; file: Received }) => unknown,
): Handler {
	return handlerOf(async (asked, params) => {
		const entered = await withDeadline(enter<Open, undefined, undefined, Signed>(shape, asked, params));
		const { loaded: open } = entered;
		const viewer: Viewer | null = entered.viewer;
		if (!viewer) throw nothingThere();
		return withFile(viewer.id, asked, shape.form ?? anyFile(), (file) =>
			tracedInside("verb", {}, async () => handler({ viewer, open, file })),
		);
	});
}

function handlerOf(act: (asked: HttpRequest, params: Params) => Promise<unknown>): Handler {
	const answer = async (asked: HttpRequest, params: Params): Promise<HttpResponse> => {
		try {
			const result = await act(asked, params);
			if (result instanceof FileResponse) return await sendFile(result, asked);
			return result instanceof Revised ? await sendRevised(result, asked) : success(result);
		} catch (error) {
			return failure(error, asked);
		}
	};
	const handler = async (request: Request, { params }: { params: Promise<Params> }) =>
		responseOf(await answer(request, await params));
	return Object.assign(handler, { answer });
}

export const responseOf = ({ status, headers, body }: HttpResponse) =>
	new Response(body instanceof Readable ? (Readable.toWeb(body) as ReadableStream) : body, {
		status,
		headers: Object.entries(headers).flatMap(([name, value]) =>
			[value].flat().map((one): [string, string] => [name, one]),
		),
	});

async function act<Open, Query, Body, Signed extends boolean>(
	shape: RouteOptions<Signed, Open, Query, Body>,
	handler: (input: Input<Signed, Open, Query, Body>) => unknown,
	request: HttpRequest,
	params: Params,
): Promise<unknown> {
	const { viewer, loaded: open, address } = await withDeadline(enter(shape, request, params));
	// Media type and size are checked before the query, but a GET's body is ignored. The server's requestTimeout limits
	// the time for the body, because the deadlines here are for the database.
	const raw = request.method === "GET" || request.method === "HEAD" ? undefined : await jsonOf(request);
	const query = shape.query?.parse(parametersOf(request.url, shape.query)) as Query;
	const body = parseBody(shape.body, raw) as Body;
	return withDeadline(
		tracedInside("verb", {}, async () =>
			handler({ viewer, loaded: open, query, body, params, address, headers: request.headers }),
		),
	);
}

/** Checks the session and the rate limit, and loads the path's resource. */
async function enter<Open, Query, Body, Signed extends boolean>(
	shape: RouteOptions<Signed, Open, Query, Body>,
	request: HttpRequest,
	params: Params,
): Promise<Pick<Input<Signed, Open, Query, Body>, "viewer" | "loaded" | "address">> {
	const address = request.headers.get("x-forwarded-for") ?? "";
	const passed = await shape.loadWithSession?.(request.headers, params);
	const read = isOwnAccount(request.url) ? ownerOf : viewerOf;
	const someone = shape.loadWithSession ? (passed?.viewer ?? null) : await read(request.headers);
	if (!someone && shape.signedIn !== false) throw new AppError("unauthenticated", "Sign in to go on.");
	// A document outlives its session: meanwhile another user may have signed in with the same browser.
	const named = request.headers.get("x-user-id");
	if (named !== null && named !== String(someone?.id)) throw anotherUser();
	if (someone) request.viewerId = someone.id;
	if (someone) await consume(shape.limit ?? "requests", someone.id);
	else await consume(shape.limit ?? "guests", address);

	const viewer = someone as Signed extends false ? Viewer | null : Viewer;
	const open = (passed ? passed.load() : await shape.load?.(viewer, params, address)) as Open;
	return { viewer, loaded: open, address };
}

/** The resources with which users set up a second factor where the instance requires one, and leave. */
const isOwnAccount = (url: string): boolean => /^(https?:\/\/[^/]*)?\/api\/account(\/|\?|$)/.test(url);

/** The query's known parameters. A repeated one is rejected, unknown ones are ignored. */
function parametersOf(url: string, schema: z.ZodType): Record<string, string> {
	const known = schema.def as { shape?: Record<string, unknown>; in?: { def: { shape?: Record<string, unknown> } } };
	const shape = known.shape ?? known.in?.def.shape ?? {};
	const given: Record<string, string> = Object.create(null);
	for (const [name, value] of new URL(url, "http://hearth.invalid").searchParams) {
		if (!Object.hasOwn(shape, name)) continue;
		if (name in given)
			throw new AppError("invalid_request", `${name} is given twice.`, { fields: { [name]: "Give it once." } });
		given[name] = value;
	}
	return { ...given };
}

const headers = { "Cache-Control": "private, no-store" };

const json = { ...headers, "Content-Type": "application/json" };

function success(result: unknown): HttpResponse {
	if (result === undefined) return { status: 204, headers, body: null };
	if (result instanceof WithCookies) {
		const response = success(result.result);
		return { ...response, headers: { ...response.headers, "Set-Cookie": result.cookies } };
	}
	if (result instanceof Redirect) return { status: 302, headers: { ...headers, Location: result.path }, body: null };
	if (result instanceof Accepted) return { status: 202, headers: json, body: JSON.stringify(result.body) };
	if (result instanceof Created) return { status: 201, headers: json, body: JSON.stringify(result.body) };
	return { status: 200, headers: json, body: result instanceof RawJson ? result.text : JSON.stringify(result) };
}

/** The load is bounded like the handler. */
async function sendRevised({ revision, load }: Revised, { headers: given }: HttpRequest): Promise<HttpResponse> {
	const etag = `"${revision}"`;
	if (hasVersion(given, etag)) return { status: 304, headers: { ...headers, ETag: etag }, body: null };
	const response = success(await withDeadline(load()));
	return { ...response, headers: { ...response.headers, ETag: etag } };
}

/** An error response in the contract's format. */
export function failure(error: unknown, { headers, method }: Pick<HttpRequest, "headers" | "method">): HttpResponse {
	const known = toAppError(error, { requestId: headers.get("x-request-id"), method });
	const retry: Record<string, string> =
		known.retryAfterMs === undefined ? {} : { "Retry-After": String(Math.ceil(known.retryAfterMs / 1000)) };
	return {
		status: STATUS[known.code],
		headers: { ...json, ...retry },
		body: JSON.stringify({ error: serializeError(known) }),
	};
}
