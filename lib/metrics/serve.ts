import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { listen } from "../http/listen";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { Metrics } from "./metrics";

const loopback = "127.0.0.1";

/** Begins to count if the operator has asked for metrics. Returns a function that stops serving them. */
export async function startMetrics(): Promise<() => void> {
	if (config.metricsToken === undefined && config.metricsPort === undefined) return () => {};
	appState().metrics = await Metrics.open();
	if (config.metricsPort === undefined) return () => {};
	const server = createServer(serveLocally);
	await listen(server, config.metricsPort, loopback, "METRICS_PORT");
	return () => void closeNow(server);
}

function closeNow(server: Server): void {
	server.close();
	server.closeAllConnections();
}

/** The only address on the port for metrics, which only this machine can reach. */
function serveLocally(request: IncomingMessage, response: ServerResponse): void {
	const isRead = request.method === "GET" || request.method === "HEAD";
	if (isRead && request.url?.split("?", 1)[0] === "/metrics") void sendMetrics(request, response);
	else response.writeHead(404).end();
}

/** Whether a request has the operator's token. To others, there is nothing at this address. */
export function mayReadMetrics({ method, headers }: IncomingMessage): boolean {
	const { metricsToken } = config;
	const [, token] = /^Bearer (.+)$/i.exec(headers.authorization ?? "") ?? [];
	if (metricsToken === undefined || token === undefined || (method !== "GET" && method !== "HEAD")) return false;
	return timingSafeEqual(hashOf(token), hashOf(metricsToken));
}

/** Values of any length are compared in the same time. */
const hashOf = (text: string) => createHash("sha256").update(text).digest();

export async function sendMetrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const { metrics } = appState();
	const body = (await metrics?.text()) ?? "";
	response.writeHead(200, {
		"Content-Type": metrics?.contentType ?? "text/plain",
		"Cache-Control": "private, no-store",
		"Content-Length": Buffer.byteLength(body),
	});
	response.end(request.method === "HEAD" ? undefined : body);
}
