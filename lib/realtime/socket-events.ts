import { z } from "zod";
import { channelNotFound, loadChannel } from "../auth/access";
import { extend } from "../auth/extend-session";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { serializeError, toAppError, withDeadline } from "../http/error-response";
import { checkShape } from "../http/json-limits";
import { consume } from "../http/rate-limits";
import { isId } from "../ids";
import * as messages from "../messages";
import { appState } from "../process/app-state";
import { id } from "../text/schema";
import { traced, tracedInside } from "../tracing/traced";
import * as accounts from "../users/accounts";
import { accessEpoch } from "./access-epochs";
import { publishEverywhere } from "./broadcast";
import { emitThreadsTo, open } from "./open-channel";
import type { ClientToServer } from "./protocol";
import { leaveChannel } from "./room-membership";
import { room } from "./rooms";
import type { Socket } from "./socket";

/** The maximum of thread revisions that a client lists when it opens a channel. */
const maxThreads = 300;
const hourMs = 3_600_000;

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
	firstSeq: count.optional(),
	limit: z.int("Must be 1 to 100.").min(1, "Must be 1 to 100.").max(100, "Must be 1 to 100.").optional(),
	threads: z
		.array(z.strictObject({ channelId: id, rev: count }), "Must be a list of threads.")
		.max(maxThreads, `Name at most ${maxThreads} threads.`)
		.optional(),
});
const SendMessageRequest = messages.MessageInput.extend({ channelId: z.unknown() });
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
		leaveChannel(socket, channelId);
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
		const { nickname } = await loadChannel(viewer, channelId, "send_messages");
		if (epoch === accessEpoch(viewer.id, viewer.sessionId))
			publishEverywhere(
				room.channel(channelId),
				"typing",
				{
					channelId,
					userId: viewer.id,
					username: viewer.username,
					displayName: viewer.displayName,
					...(nickname != null && { nickname }),
				},
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
export function answer(socket: Socket, event: string, args: unknown[]): Promise<void> {
	const name = Object.hasOwn(handlers, event) ? event : "an unknown event";
	return traced(name, { kind: "server", attributes: { "hearth.socket.event": name } }, () => act(socket, event, args));
}

async function act(socket: Socket, event: string, args: unknown[]): Promise<void> {
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
		const handler = Object.hasOwn(handlers, event) ? handlers[event as keyof ClientToServer] : undefined;
		if (!handler) throw new AppError("invalid_request", "There is no such event.");
		if (payloads.length !== 1) throw new AppError("invalid_request", "An event carries one object.");
		checkShape(payloads[0]);
		if (Date.now() - socket.data.slidAt > hourMs) {
			socket.data.slidAt = Date.now();
			void extend(viewer.sessionId);
		}
		const result = await withDeadline(tracedInside("verb", {}, () => handler(socket, payloads[0], acknowledge)));
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
