import { mayView, type View } from "../auth/views";
import { appState } from "../process/app-state";
import { tracedInside } from "../tracing/traced";
import { type Change, toEvents } from "./channel-changes";
import type { ServerToClient } from "./protocol";
import { room } from "./rooms";
import type { Socket } from "./socket";

/**
 * Emitting to rooms. All of it is local and synchronous: the events of an action have reached this instance's sockets
 * before its response.
 */
type Events = ServerToClient;
type Event = keyof Events;

/** Restricts the sockets of a room: leaves out those in `except`, and keeps only those in `within`. */
export type EmitFilter = { except?: string | string[]; within?: string };

/** Emits an event to a room of this instance. While access is unknown, the event is buffered. */
export function publish<E extends Event>(
	to: string,
	event: E,
	payload: Parameters<Events[E]>[0],
	narrowed: EmitFilter = {},
): void {
	// An access change is known for certain and concerns only its user, so it is not buffered.
	if (event === "membership") emit(to, event, payload, narrowed);
	else appState().emitBuffer.emit(() => emit(to, event, payload, narrowed));
}

function emit(to: string | string[], event: Event, payload: unknown, filter: EmitFilter): void {
	const given = { kind: "producer", attributes: { "hearth.socket.event": event } } as const;
	tracedInside(`publish ${event}`, given, () => emitNow(to, event, payload, filter));
}

function emitNow(to: string | string[], event: Event, payload: unknown, { except, within }: EmitFilter): void {
	if (within !== undefined) {
		for (const socket of [to].flat().flatMap(socketsInRoom))
			if (socket.rooms.has(within)) socket.emit(event, payload as never);
		return;
	}
	const all = appState().io?.local.to(to);
	const some = (except?.length ? all?.except(except) : all) as
		| { emit(event: Event, payload: unknown): void }
		| undefined;
	some?.emit(event, payload);
}

/** Emits to this instance's sockets whose users may view the channel then. The payload may depend on their view. */
export function publishToViewers<E extends Event>(
	{ serverId, channelId }: { serverId: number; channelId: number },
	event: E,
	payloadOf: (view: View) => Parameters<Events[E]>[0],
): void {
	appState().emitBuffer.emit(() => {
		for (const view of appState().views.of(serverId))
			if (mayView(view, channelId)) emit(view.room, event, payloadOf(view), {});
	});
}

/** Emits to the sockets of every member of the server. The payload depends on what they may view. */
export function publishToViews<E extends Event>(
	serverId: number,
	event: E,
	payloadOf: (view: View) => Parameters<Events[E]>[0],
): void {
	appState().emitBuffer.emit(() => {
		for (const view of appState().views.of(serverId)) emit(view.room, event, payloadOf(view), {});
	});
}

/** Emits to those of these sockets for which the condition still holds then. */
export function publishToSockets<E extends Event>(
	sockets: Socket[],
	event: E,
	payload: Parameters<Events[E]>[0],
	isStill: (socket: Socket) => boolean,
): void {
	appState().emitBuffer.emit(() => {
		const ids = sockets.filter(isStill).map(({ id }) => id);
		if (ids.length > 0) emit(ids, event, payload, {});
	});
}

/** Emits on every instance. For events that may be lost: they travel through Redis, if there is one. */
export function publishEverywhere<E extends Event>(
	to: string,
	event: E,
	payload: Parameters<Events[E]>[0],
	narrowed: EmitFilter = {},
): void {
	publish(to, event, payload, narrowed);
	appState().redisBus?.send({ kind: "event", to, event, payload, narrowed });
}

/** This instance's sockets in a room. */
export function socketsInRoom(name: string): Socket[] {
	const io = appState().io;
	const ids = io?.sockets.adapter.rooms.get(name);
	if (!io || !ids) return [];
	return [...ids].flatMap((id) => io.sockets.sockets.get(id) ?? []);
}

export function emitChanges(channelId: number, changes: Change[], heldBack: string[]): void {
	appState().metrics?.emitted(changes);
	for (const [event, payload] of toEvents(channelId, changes))
		publish(room.channel(channelId), event, payload as never, { except: heldBack });
}

/** Emits an event about the instance as a whole to every socket of this one. */
export function publishToAll<E extends "announcements" | "instance" | "retention">(
	event: E,
	payload: Parameters<Events[E]>[0],
): void {
	const name: Event = event;
	for (const socket of appState().io?.sockets.sockets.values() ?? []) socket.emit(name, payload as never);
}

/** Notifies every socket that this instance is about to stop, each with its own delay to reconnect. */
export function announceShutdown(): void {
	for (const socket of appState().io?.sockets.sockets.values() ?? [])
		socket.emit("draining", { retryInMs: 250 + Math.floor(Math.random() * 2000) });
}
