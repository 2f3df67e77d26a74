import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { PageHeaders } from "../page-cache/capture";
import { config } from "../process/config";

/** Headers of every response. */
export const guardHeaders = {
	"X-Content-Type-Options": "nosniff",
	"Referrer-Policy": "strict-origin-when-cross-origin",
	"X-Frame-Options": "DENY",
	"Cross-Origin-Opener-Policy": "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
};

/**
 * Sets a page's Content-Security-Policy: only scripts with this response's nonce run. Next reads both from the
 * request's headers.
 */
export function setSecurityHeaders(request: IncomingMessage, response: ServerResponse): PageHeaders {
	const nonce = randomBytes(16).toString("base64");
	// React's development build rebuilds stack traces with eval; a production page must not.
	const scripts = `'self' 'nonce-${nonce}' 'strict-dynamic'${config.dev ? " 'unsafe-eval'" : ""}`;
	const host = String(request.headers["x-forwarded-host"] ?? "");
	const sockets = /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : "";
	const policy = [
		"default-src 'self'",
		`script-src ${scripts}`,
		"style-src 'self' 'unsafe-inline'",
		"img-src 'self' blob:",
		"media-src 'self' blob:",
		"font-src 'self' data:",
		`connect-src 'self'${sockets}`,
		"worker-src 'self'",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	].join("; ");
	const own = { "x-nonce": nonce, "content-security-policy": policy };
	Object.assign(request.headers, own);
	response.setHeader("Content-Security-Policy", policy);
	return own;
}
