import type { IncomingMessage, Server, ServerOptions } from "node:http";

const stallTimeoutMs = { requestMs: 30_000, uploadMs: 3_600_000, sweepMs: 1000 };
const minProgressBytes = 16 * 1024;

/** Node's own timeout covers the headers. Body timeouts are enforced here, because uploads need a different one. */
export const serverOptions: ServerOptions = {
	headersTimeout: 10_000,
	requestTimeout: 0,
	connectionsCheckingInterval: 1000,
};

type Waiting = { since: number; lookedAt: number; bytes: number };

/**
 * Cuts a request whose body does not arrive within 30 s. An upload may take as long as it makes progress, up to an
 * hour. Returns a function that stops it.
 */
export function enforceBodyTimeouts(
	server: Server,
	isUpload: (request: IncomingMessage) => boolean,
	{ requestMs, uploadMs, sweepMs } = stallTimeoutMs,
): () => void {
	const waiting = new Map<IncomingMessage, Waiting>();
	server.prependListener("request", (request: IncomingMessage) => {
		if (request.complete || (!request.headers["content-length"] && !request.headers["transfer-encoding"])) return;
		const now = performance.now();
		waiting.set(request, { since: now, lookedAt: now, bytes: request.socket.bytesRead });
	});
	const timer = setInterval(() => {
		const now = performance.now();
		for (const [request, wait] of waiting) {
			if (request.complete || request.destroyed) waiting.delete(request);
			else if (isOver(wait, request, now)) {
				waiting.delete(request);
				request.socket.destroy();
			}
		}
	}, sweepMs);
	timer.unref();
	return () => clearInterval(timer);

	function isOver(wait: Waiting, request: IncomingMessage, now: number): boolean {
		if (!isUpload(request)) return now - wait.since > requestMs;
		if (now - wait.since > uploadMs) return true;
		if (now - wait.lookedAt <= requestMs) return false;
		const { bytesRead } = request.socket;
		const stalled = bytesRead - wait.bytes < minProgressBytes;
		Object.assign(wait, { lookedAt: now, bytes: bytesRead });
		return stalled;
	}
}

/** All requests that carry files. */
export const isUpload = ({ method, url = "" }: IncomingMessage): boolean =>
	method === "POST"
		? /^\/api\/channels\/\d+\/attachments(\?|$)/.test(url)
		: method === "PUT" && /^\/api\/(account\/avatar|servers\/\d+\/(icon|banner))(\?|$)/.test(url);
