import type { IncomingMessage } from "node:http";
import { AppError } from "../errors";
import { config } from "../process/config";

/** Whether a page of another site sent this request for a change or for a socket. */
function isCrossSite(request: IncomingMessage): boolean {
	const method = request.method ?? "GET";
	const upgrade = request.headers.upgrade !== undefined || request.url?.startsWith("/socket.io");
	if (!upgrade && (method === "GET" || method === "HEAD" || method === "OPTIONS")) return false;
	const site = request.headers["sec-fetch-site"];
	if (site === "cross-site" || site === "same-site") return true;
	const origin = request.headers.origin;
	if (origin === undefined) return false;
	if (config.publicUrl) return origin !== new URL(config.publicUrl).origin;
	const host = request.headers["x-forwarded-host"] ?? request.headers.host;
	return !URL.canParse(origin) || new URL(origin).host !== hostOf(String(host));
}

/** A Host header normalized like a URL's host: without its scheme's default port. */
function hostOf(host: string): string {
	return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).host : host;
}

const badOrigin = () => new AppError("bad_origin", "This request came from another site.");

/** Throws `bad_origin` for a request that a page of another site made. */
export function rejectCrossSite(request: IncomingMessage): void {
	if (isCrossSite(request)) throw badOrigin();
}
