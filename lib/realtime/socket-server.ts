import type { Server as HttpServer, IncomingHttpHeaders } from "node:http";
import { Server, type Socket as ServerSocket } from "socket.io";
import { z } from "zod";
import { channelNotFound, loadChannel } from "../auth/access";
import { requireViewer } from "../auth/batched-access";
import { extend } from "../auth/sessions";
import { type Viewer, viewerOf } from "../auth/viewer";
import { AppError, unavailable } from "../errors";
import { serializeError, toAppError, withDeadline } from "../http/error-response";
import { checkShape } from "../http/json-limits";
import { consume } from "../http/rate-limits";
import { isId } from "../ids";
import * as messages from "../messages";
import { appState, type Io } from "../process/app-state";
import { log } from "../process/log";
import { id } from "../text/schema";
import * as accounts from "../users/accounts";
import {
	accessEpoch,
	closeOn,
	joinPrivateChannel,
	publishEverywhere,
	room,
	type Subscriptions,
	subscriptionsOf,
	subscriptionsOfMany,
} from "./broadcast";
import { disconnectWithoutNamespace } from "./namespace-timeout";
import { close, emitThreadsTo, open } from "./open-channel";
import type { ClientToServer, ServerToClient } from "./protocol";
import { disconnectOldest } from "./socket-limit";

export type SocketData = {
	viewer: Viewer;
	/** Open channels with their server and parent, and subscribed private channels, each with its server. */
	channels: Map<number, { serverId: number; parentId: number | null }>;
	audiences: Map<number, number>;
	/** Channels that are being opened; openings of one channel run one after the other. */
	opening: Map<number, Promise<void>>;
	slidAt: number;
	/** The device of this socket is idle. */
	isIdle: boolean;
	access?: { epoch: string; subscriptions: Subscriptions };
};
export type Socket = ServerSocket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

/** The maximum of thread revisions that a client lists when it opens a channel. */
const maxThreads = 300;
const hourMs = 3_600_000;

/**
 * Attaches Socket.IO to the HTTP server. Connection-state recovery stays off: it would restore rooms before an access
 * check.
 */
export function createSocketServer(http: HttpServer): Io {
	const io: Io = new Server(http, {
		path: "/socket.io",
		serveClient: false,
		destroyUpgrade: false,
		maxHttpBufferSize: 64 * 1024,
		upgradeTimeout: 8000,
		perMessageDeflate: false,
	});
	io.use((socket, next) => {
		authenticate(socket).then(
			() => next(),
			(error) => {
				const { code, message } = toAppError(error, { handshake: true });
				// A client gives up for good on a rejection, and retries by itself after a lost connection.
				if (code === "unauthenticated") next(Object.assign(new Error(message), { data: { code, message } }));
				else socket.conn.close(true);
			},
		);
	});
	disconnectWithoutNamespace(io);
	// A rejected connection need not complete the closing handshake. Engine.IO creates the object below again when the
	// port opens.
	http.on("listening", () => {
		const { ws } = io.engine as unknown as { ws: { options: { closeTimeout?: number } } };
		ws.options.closeTimeout = 1000;
	});
	io.on("connection", (socket) => onConnection(socket));
	io.of("/").adapter.on("delete-room", (name: string) => {
		if (name.startsWith("channel:")) appState().sequencers.dropIfIdle(Number(name.slice("channel:".length)));
	});
	io.engine.on("connection_error", (error: { message: string }) =>
		log.debug({ reason: error.message }, "a connection was refused"),
	);
	return io;
}

async function authenticate(socket: Socket): Promise<void> {
	if (appState().draining) throw unavailable();
	const headers = headersOf(socket.request.headers);
	const viewer = await requireViewer(headers);
	await consume("requests", viewer.id);
	const epoch = accessEpoch(viewer.id, viewer.sessionId);
	// Read again under the epoch: the session may have ended during the first query.
	const [, subscriptions] = await Promise.all([requireViewer(headers), subscriptionsOfMany(viewer.id)]);
	socket.data = {
		viewer,
		channels: new Map(),
		audiences: new Map(),
		opening: new Map(),
		slidAt: Date.now(),
		isIdle: false,
		access: { epoch, subscriptions },
	};
}

function onConnection(socket: Socket): void {
	const { viewer, access: proof } = socket.data;
	socket.onAny((event: string, ...args: unknown[]) => void answer(socket, event, args));
	socket.on("disconnecting", () => {
		for (const channelId of [...socket.data.channels.keys()]) closeOn(socket, channelId);
	});
	const cameAt = Date.now();
	socket.on("disconnect", () => appState().presence.left(viewer.id, socket.data.isIdle, cameAt));
	socket.on("error", (error) => log.debug({ err: error }, "a socket failed"));

	void socket.join([room.user(viewer.id), room.session(viewer.sessionId)]);
	appState().presence.arrived(viewer.id, proof?.subscriptions.servers ?? [], viewer.presence, cameAt);
	disconnectOldest(viewer.id);
	if (proof && proof.epoch === accessEpoch(viewer.id, viewer.sessionId)) bindHandlers(socket, proof.subscriptions);
	else void reauthorize(socket);
	delete socket.data.access;
}

function bindHandlers(socket: Socket, { servers, audiences }: Subscriptions): void {
	void socket.join(servers.map(room.server));
	for (const [channelId, serverId] of audiences) joinPrivateChannel(socket, channelId, serverId);
}

/** Access was revoked between the check and the connection: checks until nothing was revoked meanwhile. */
async function reauthorize(socket: Socket): Promise<void> {
	const { viewer } = socket.data;
	try {
		for (;;) {
			const epoch = accessEpoch(viewer.id, viewer.sessionId);
			const still = await viewerOf(headersOf(socket.request.headers));
			if (!still) {
				socket.emit("session:revoked", {});
				socket.disconnect(true);
				return;
			}
			const subscriptions = await subscriptionsOf(viewer.id);
			if (epoch !== accessEpoch(viewer.id, viewer.sessionId)) continue;
			if (socket.connected) bindHandlers(socket, subscriptions);
			return;
		}
	} catch (error) {
		log.warn({ err: error }, "a connection’s access could not be checked, and it was cut");
		socket.disconnect(true);
	}
}

function headersOf(headers: IncomingHttpHeaders): Headers {
	return new Headers({ cookie: headers.cookie ?? "" });
}

type Handler = (
	socket: Socket,
	payload: unknown,
	acknowledge: (result: object) => boolean,
) => Promise<object | undefined>;

const count = z.int("Must be a whole number.").min(0, "Must be 0 or more.");
const OpenChannelRequest = z.strictObject({
	channelId: z.unknown(),
	afterSeq: count.optional(),
	afterRev: count.optional(),
	limit: z.int("Must be 1 to 100.").min(1, "Must be 1 to 100.").max(100, "Must be 1 to 100.").optional(),
	threads: z
		.array(z.strictObject({ channelId: id, rev: count }), "Must be a list of threads.")
		.max(maxThreads, `Name at most ${maxThreads} threads.`)
		.optional(),
});
const SendMessageRequest = messages.Draft.extend({ channelId: z.unknown() });
const ChannelRequest = z.strictObject({ channelId: z.unknown() });
const Status = z.strictObject({
	status: z.enum(["online", "idle", "dnd", "invisible"], "Must be online, idle, dnd or invisible."),
});
const IdleRequest = z.strictObject({ idle: z.boolean("Must be true or false.") });

const handlers: Record<keyof ClientToServer, Handler> = {
	"channel:open": async (socket, payload, acknowledge) => {
		const { channelId, body } = await forChannel(socket.data.viewer, payload, OpenChannelRequest);
		const { threads, ...wanted } = body;
		await open(socket, channelId, wanted, acknowledge);
		const catchesUp = wanted.afterSeq !== undefined || wanted.afterRev !== undefined;
		if (threads || catchesUp) await emitThreadsTo(socket, channelId, threads);
		return undefined;
	},
	"channel:close": async (socket, payload) => {
		const channelId = channelIdIn(payload);
		ChannelRequest.parse(payload);
		close(socket, channelId);
		return {};
	},
	"message:send": async (socket, payload) => {
		const { channelId, body } = await forChannel(socket.data.viewer, payload, SendMessageRequest);
		const { message } = await messages.send(socket.data.viewer, channelId, body);
		return { message };
	},
	typing: async (socket, payload) => {
		const { viewer } = socket.data;
		const { channelId } = await forChannel(viewer, payload, ChannelRequest);
		const epoch = accessEpoch(viewer.id, viewer.sessionId);
		await loadChannel(viewer, channelId);
		if (epoch === accessEpoch(viewer.id, viewer.sessionId))
			publishEverywhere(
				room.channel(channelId),
				"typing",
				{ channelId, userId: viewer.id, username: viewer.username, displayName: viewer.displayName },
				{ except: room.user(viewer.id) },
			);
		return {};
	},
	"presence:set": async (socket, payload) => {
		const { status } = Status.parse(payload);
		await accounts.setPresence(socket.data.viewer, status);
		return {};
	},
	"presence:idle": async (socket, payload) => {
		const { idle } = IdleRequest.parse(payload);
		const { viewer, isIdle: rests } = socket.data;
		socket.data.isIdle = idle;
		if (idle !== rests && socket.connected) appState().presence.setIdle(viewer.id, idle);
		return {};
	},
};

/**
 * The only socket entry: rate limit, parse, act, acknowledge. It never leaves a requested acknowledgement out, and
 * never crashes.
 */
async function answer(socket: Socket, event: string, args: unknown[]): Promise<void> {
	const last = args.at(-1);
	const callback = typeof last === "function" ? (last as (answer: object) => void) : undefined;
	let answered = false;
	const acknowledge = (result: object) => {
		if (answered) return false;
		answered = true;
		callback?.({ ok: true, ...result });
		return true;
	};
	try {
		const { viewer } = socket.data;
		await consume(event === "message:send" ? "messages" : "requests", viewer.id);
		const payloads = callback ? args.slice(0, -1) : args;
		const act = Object.hasOwn(handlers, event) ? handlers[event as keyof ClientToServer] : undefined;
		if (!act) throw new AppError("invalid_request", "There is no such event.");
		if (payloads.length !== 1) throw new AppError("invalid_request", "An event carries one object.");
		checkShape(payloads[0]);
		if (Date.now() - socket.data.slidAt > hourMs) {
			socket.data.slidAt = Date.now();
			void extend(viewer.sessionId);
		}
		const result = await withDeadline(act(socket, payloads[0], acknowledge));
		if (result) acknowledge(result);
	} catch (error) {
		const known = toAppError(error, { event });
		if (!answered) callback?.({ ok: false, error: serializeError(known) });
		answered = true;
	}
}

/** A channel id in an event is checked as in a path: a non-integer is malformed, an unknown integer is not found. */
function channelIdIn(payload: unknown): number {
	const value =
		typeof payload === "object" && payload !== null && "channelId" in payload ? payload.channelId : undefined;
	if (!Number.isInteger(value))
		throw new AppError("invalid_request", "channelId must be an id.", { fields: { channelId: "Must be an id." } });
	if (!isId(value)) throw channelNotFound();
	return value;
}

/** Parses the event's fields. A user who may not see the channel gets that error, before any other. */
async function forChannel<T extends { channelId?: unknown }>(
	viewer: Viewer,
	payload: unknown,
	schema: z.ZodType<T>,
): Promise<{ channelId: number; body: Omit<T, "channelId"> }> {
	const channelId = channelIdIn(payload);
	const parsed = schema.safeParse(payload);
	if (!parsed.success) {
		await loadChannel(viewer, channelId);
		throw parsed.error;
	}
	const { channelId: _, ...body } = parsed.data;
	return { channelId, body };
}
