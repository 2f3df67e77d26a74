import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { findOwner } from "../auth/batched-access";
import { handlerPath, rejectUnknownAuthRequest } from "../auth/nextauth-endpoints";
import { isHeldBack, type Viewer } from "../auth/viewer";
import { AppError, nothingThere, STATUS } from "../errors";
import { mayReadMetrics, sendMetrics } from "../metrics/serve";
import { cacheGuestPages } from "../page-cache/guest-pages";
import { cacheNotFoundPage } from "../page-cache/not-found-page";
import { hasPage, isAsset, pageAddress } from "../page-cache/page-routes";
import { cachePageShells } from "../page-cache/page-shells";
import { sendTooManyRequests } from "../page-cache/too-many-requests-page";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { inRequest } from "../process/request-context";
import { annotate, traced } from "../tracing/traced";
import { applyLanguage } from "./account-language";
import { normalizeCookies } from "./cookies";
import { serializeError, toAppError } from "./error-response";
import { sendFile } from "./file-response";
import { isReady } from "./health";
import { loggableUrl } from "./loggable-url";
import type { HttpRequest, HttpResponse } from "./message";
import { rejectCrossSite } from "./origin-guard";
import { consume } from "./rate-limits";
import { type Resource, router } from "./router";
import { guardHeaders, setSecurityHeaders } from "./security-headers";
import type { StaticFiles } from "./static-files";
import { isSecure } from "./tls";
import { applyForwardedHeaders } from "./trusted-proxies";

export type PageHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Dot segments in any spelling, and characters that a URL parser reads as a slash. */
const PATH_TRAVERSAL = /\/(\.|%2e){1,2}(\/|$)|\\/i;

/**
 * The first handler of every HTTP request: client information, common headers, the cross-site check, health, the API,
 * the files of the pages, and finally the pages.
 */
export function createRequestListener(
	routes: Record<string, Resource>,
	pages: PageHandler,
	staticFile: StaticFiles = () => null,
) {
	const match = router(routes);
	const showShell = cachePageShells(pages);
	const showPage = cacheGuestPages(pages);
	const showNotFound = cacheNotFoundPage(pages);
	return (request: IncomingMessage, response: ServerResponse): void => {
		appState().metrics?.watchRequest(request, response);
		handle(request, response).catch((error) => {
			if (response.headersSent) response.destroy();
			else sendError(response, error, { url: loggableUrl(request.url) });
		});
	};

	async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		// Some clients send the absolute URL, as to a proxy.
		const rawUrl = request.url ?? "/";
		request.url = rawUrl.replace(/^https?:\/\/[^/?]*/i, "") || "/";
		const path = request.url.split("?", 1)[0] ?? "/";
		for (const [name, value] of Object.entries(guardHeaders)) response.setHeader(name, value);
		if (!path.startsWith("/")) throw new AppError("invalid_request", "The address is not well formed.");
		const { metrics } = appState();
		metrics?.nameRoute(response, unroutedName(path));
		if (path === "/healthz") return sendText(response, 200, "ok");
		if (path === "/readyz")
			return (await isReady())
				? sendText(response, 200, "ready")
				: sendText(response, 503, "not ready", { "Retry-After": "2" });
		if (path === "/metrics" && mayReadMetrics(request)) return sendMetrics(request, response);
		if (rawUrl.startsWith("/socket.io/")) return; // Handled by Socket.IO's own listener
		settle(request);
		appState().pendingResponses.begin(response, addressOf(request));
		// Next would resolve these to another page or handler.
		if (PATH_TRAVERSAL.test(path)) throw nothingThere();
		const isApi = path === "/api" || path.startsWith("/api/");
		if (isApi) {
			// Generated here and never taken from the client, so that log entries can be trusted.
			const requestId = randomUUID();
			request.headers["x-request-id"] = requestId;
			response.setHeader("X-Request-Id", requestId);
			response.setHeader("Cache-Control", "private, no-store");
			const handled = handlerPath(path);
			if (!handled.startsWith("/api/auth/"))
				return inRequest({ requestId }, () =>
					traced("request", { kind: "server" }, () => api(request, response, handled)),
				);
		}
		rejectCrossSite(request);
		if (isApi) {
			rejectUnknownAuthRequest(request, response, path);
			keepHeader(response, "cache-control");
			return pages(request, response);
		}
		rejectInvalidPage(request, response, path);
		const own = setSecurityHeaders(request, response);
		if (config.dev) return pages(request, response);
		if (isAsset(path)) return asset(request, response, path);
		// Without the database the viewer is unknown; the page itself reports that.
		const owner = await findOwner({ get: (name) => String(request.headers[name] ?? "") || null }).catch(() => null);
		if (owner?.language) applyLanguage(request, response, owner.language);
		const tooLong = await tooMany(request, owner);
		// The client has disconnected: the end of this response would never be reported.
		if (request.socket.destroyed) return;
		if (tooLong) return sendTooManyRequests(request, response, tooLong.retryAfterMs);
		if (!hasPage(path)) return showNotFound(request, response, own);
		const viewer = owner && !isHeldBack(owner) ? owner : null;
		if (owner && !viewer && !isOpenPage(path)) return redirectToSetUp(request, response);
		if (!(await showShell(request, response, own, viewer))) await showPage(request, response, own);
	}

	async function asset(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
		const httpRequest = toHttpRequest(request);
		const file = staticFile(path, httpRequest.headers);
		if (!file) return pages(request, response);
		write(await sendFile(file, httpRequest), request, response);
	}

	async function api(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
		const method = request.method ?? "GET";
		const found = match(method, path);
		if (found.kind === "found")
			annotate({ "http.request.method": method, "http.route": found.pattern }, `${method} ${found.pattern}`);
		if ("pattern" in found) appState().metrics?.nameRoute(response, found.pattern);
		if (found.kind === "malformed") throw new AppError("invalid_request", "The address is not well formed.");
		if (found.kind === "not_found") throw nothingThere();
		if (found.kind === "method_not_allowed") {
			response.setHeader("Allow", found.allow);
			throw new AppError("method_not_allowed", "This address does not take that method.");
		}
		rejectCrossSite(request);
		const httpRequest = toHttpRequest(request);
		const answer = await found.handler.answer(httpRequest, found.params);
		annotate({ "http.response.status_code": answer.status });
		if (typeof answer.body === "string") {
			const who = httpRequest.viewerId === undefined ? addressOf(request) : `${httpRequest.viewerId}`;
			appState().pendingResponses.belongs(response, who);
			appState().pendingResponses.admit(who, answer.body.length);
		}
		write(answer, request, response);
	}
}

/** The name in the metrics of a path that is not in the table of the API: the pattern of a page, or a group. */
function unroutedName(path: string): string {
	if (path === "/healthz" || path === "/readyz" || path === "/metrics") return path;
	for (const prefix of ["/socket.io/", "/_next/", "/api/auth/"]) if (path.startsWith(prefix)) return `${prefix}*`;
	return (path.startsWith("/api/") ? undefined : pageAddress(path)) ?? "unmatched";
}

/** Replaces client-supplied headers by normalized ones that all later code may trust. */
export function settle(request: IncomingMessage): void {
	applyForwardedHeaders(request, config.trustedProxies);
	normalizeCookies(request, isSecure(request.headers["x-forwarded-proto"]));
}

export const addressOf = ({ headers }: IncomingMessage) => `${headers["x-forwarded-for"]}`;

/** Pages for users whose session is held back: the one where they set up a second factor, and those of links and texts. */
const isOpenPage = (path: string): boolean =>
	/^\/(second-factor|imprint|privacy|forgot|reset|verify-email)\/?$/.test(path);

function redirectToSetUp(request: IncomingMessage, response: ServerResponse): void {
	const query = new URLSearchParams({ callbackUrl: request.url ?? "/" });
	response.writeHead(302, { Location: `/second-factor?${query}`, "Cache-Control": "private, no-store" });
	response.end();
}

/** Pages cost more than most API requests and have a limit of their own. Null within the limit. */
async function tooMany(request: IncomingMessage, viewer: Viewer | null): Promise<AppError | null> {
	try {
		await (viewer ? consume("requests", viewer.id) : consume("guests", addressOf(request)));
		return null;
	} catch (error) {
		return toAppError(error, { url: loggableUrl(request.url) });
	}
}

/** Pages are read-only, and Next would answer 500 to an invalid escape. */
function rejectInvalidPage(request: IncomingMessage, response: ServerResponse, path: string): void {
	try {
		decodeURIComponent(path);
	} catch {
		throw new AppError("invalid_request", "The address is not well formed.");
	}
	if (request.method === "GET" || request.method === "HEAD" || config.dev) return;
	response.setHeader("Allow", "GET, HEAD");
	throw new AppError("method_not_allowed", "A page is only read.");
}

/** Sends an error outside any route handler, in the contract's format. */
export function sendError(response: ServerResponse, error: unknown, context: Record<string, unknown>): void {
	const known = toAppError(error, context);
	sendText(response, STATUS[known.code], JSON.stringify({ error: serializeError(known) }), {
		"Content-Type": "application/json",
		...retryAfter(known),
	});
}

export const retryAfter = ({ retryAfterMs }: AppError): Record<string, string> =>
	retryAfterMs === undefined ? {} : { "Retry-After": String(Math.ceil(retryAfterMs / 1000)) };

function sendText(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
	response.writeHead(status, {
		"Content-Type": "text/plain; charset=utf-8",
		"Cache-Control": "private, no-store",
		"Content-Length": Buffer.byteLength(body),
		...headers,
	});
	response.end(response.req.method === "HEAD" ? undefined : body);
}

/** Next's responses replace headers; this one stays as set. */
function keepHeader(response: ServerResponse, name: string): void {
	const set = response.setHeader.bind(response);
	response.setHeader = (key, value) => (key.toLowerCase() === name ? response : set(key, value));
}

function toHttpRequest(request: IncomingMessage): HttpRequest {
	const { headers, method = "GET", url = "/" } = request;
	const get = (name: string) => {
		const value = headers[name];
		return value === undefined ? null : String(value);
	};
	return {
		method,
		url,
		headers: { get, has: (name) => headers[name] !== undefined },
		// A body that is rejected half-read must not close the response's connection.
		body: method === "GET" || method === "HEAD" ? null : request.iterator({ destroyOnReturn: false }),
	};
}

function write({ status, headers, body }: HttpResponse, request: IncomingMessage, response: ServerResponse): void {
	// An unread body must not be parsed as the next request.
	if (!request.complete && status >= 400) response.setHeader("Connection", "close");
	if (body === null) {
		response.writeHead(status, headers);
		response.end();
		return;
	}
	if (typeof body !== "string" && !Buffer.isBuffer(body)) {
		// The client has disconnected: nothing would end the stream opened for it.
		if (request.socket.destroyed) return void body.destroy();
		response.writeHead(status, headers);
		pipeline(body, response, () => {});
		return;
	}
	response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) });
	response.end(request.method === "HEAD" ? undefined : body);
}
