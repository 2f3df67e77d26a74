import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { AppError, STATUS } from "../errors";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { serializeError, toAppError } from "./error-response";
import { rejectCrossSite } from "./origin-guard";
import { takeHere } from "./rate-limits";
import { addressOf, retryAfter, sendError, settle } from "./request-listener";
import { guardHeaders } from "./security-headers";

/** How long the client of an upgraded connection has to close its half. */
const goodbyeMs = 1000;

/**
 * Puts the guards before Socket.IO, which would accept a cross-site WebSocket and has no limits: a cross-site request
 * gets 403 before any upgrade, and one above its address's limit 429. Call it after all listeners are in place.
 */
export function guardUpgrades(server: Server): void {
	const isSockets = (request: IncomingMessage) => request.url?.startsWith("/socket.io") ?? false;
	wrap("request", (request, response: ServerResponse) => {
		if (!isSockets(request)) return true;
		for (const [name, value] of Object.entries(guardHeaders)) response.setHeader(name, value);
		response.setHeader("Cache-Control", "private, no-store");
		try {
			admit(request);
			appState().pendingResponses.begin(response, addressOf(request));
			return true;
		} catch (error) {
			sendError(response, error, {});
			return false;
		}
	});
	wrap("upgrade", (request, socket: Duplex) => {
		// Node's timeouts do not cover a requested upgrade: an unhandled one would stay open for ever.
		const isTaken = request.url?.startsWith("/socket.io/") || (config.dev && request.url?.startsWith("/_next/"));
		// After the server's close, the client could keep its half of the connection open for ever.
		socket.once("finish", () => setTimeout(() => socket.destroy(), goodbyeMs).unref());
		if (!isTaken)
			return rejectUpgrade(socket, new AppError("not_found", "There is nothing to connect to at this address."));
		try {
			admit(request);
			return true;
		} catch (error) {
			return rejectUpgrade(socket, error);
		}
	});
	refuseInOurShape(server);

	function wrap<Answer>(event: string, passes: (request: IncomingMessage, answer: Answer) => boolean): void {
		const inner = server.listeners(event);
		server.removeAllListeners(event);
		server.on(event, (request: IncomingMessage, answer: Answer, ...rest: unknown[]) => {
			if (passes(request, answer)) for (const listener of inner) listener.call(server, request, answer, ...rest);
		});
	}
}

/**
 * Throws for a page of another site, and for an address with too many attempts. Established connections are not
 * limited.
 */
function admit(request: IncomingMessage): void {
	settle(request);
	rejectCrossSite(request);
	const id = new URLSearchParams(request.url?.split("?")[1]).get("sid");
	const { clients } = engine();
	if (id === null || !Object.hasOwn(clients, id)) takeHere("handshakes", addressOf(request));
}

type Engine = {
	clients: Record<string, unknown>;
	/** The WebSocket server below it. */
	ws: { on(event: "wsClientError", listener: (error: Error, socket: Duplex) => void): void };
	on(event: "connection_error", listener: (error: { req: Refused; message: string }) => void): void;
};
/** Fields that Engine.IO adds to a request: the response to a plain request, and the WebSocket of an upgraded one. */
type Refused = IncomingMessage & { res?: ServerResponse; websocket?: unknown };

const engine = () => appState().io?.engine as unknown as Engine;

/**
 * Engine.IO and its WebSocket server write bare rejections of an upgrade. This ends the connection with a proper
 * response first.
 */
function refuseInOurShape(server: Server): void {
	// Engine.IO creates its WebSocket server again when the port opens.
	server.on("listening", () =>
		engine().ws.on("wsClientError", (error, socket) => rejectUpgrade(socket, malformed(error.message))),
	);
	engine().on("connection_error", ({ req, message }) => {
		if (!req.res && !req.websocket) rejectUpgrade(req.socket, malformed(message));
	});
}

const malformed = (reason: string) => new AppError("invalid_request", `This connection cannot be made: ${reason}.`);

/** Rejects an upgrade request and closes its connection. */
function rejectUpgrade(socket: Duplex, error: unknown): false {
	const known = toAppError(error, {});
	const body = JSON.stringify({ error: serializeError(known) });
	const status = STATUS[known.code];
	const headers = {
		"Content-Type": "application/json",
		"Content-Length": Buffer.byteLength(body),
		"Cache-Control": "private, no-store",
		...guardHeaders,
		...retryAfter(known),
		Connection: "close",
	};
	const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
	socket.on("error", () => socket.destroy());
	socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join("")}\r\n${body}`);
	return false;
}
