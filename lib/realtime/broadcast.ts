import { sql } from "@/db";
import { canViewChannelSql } from "../auth/access";
import { appState, type Io } from "../process/app-state";
import type { CustomStatus, MembershipReason, Message, PublicUser, ServerToClient } from "./protocol";
import { room } from "./rooms";
import type { Change } from "./sequencer";

export { room } from "./rooms";

/**
 * The only file that emits. Every emission and every removal here is local and synchronous: what a verb did before it
 * answers is done on this node's sockets when it answers.
 */
type Events = ServerToClient;
type Event = keyof Events;

/** Of those in the room: not those who are in `except`, and only those who are in `within`. */
export type EmitFilter = { except?: string | string[]; within?: string };

/** Writes an event to everybody in a room of this node. While it is in doubt who may hear, it waits. */
export function publish<E extends Event>(
	to: string,
	event: E,
	payload: Parameters<Events[E]>[0],
	narrowed: EmitFilter = {},
): void {
	// That access changed is known for certain, and is for the person concerned.
	if (event === "membership") emit(to, event, payload, narrowed);
	else appState().emitBuffer.emit(() => emit(to, event, payload, narrowed));
}

function emit(to: string, event: Event, payload: unknown, { except, within }: EmitFilter): void {
	if (within !== undefined) {
		for (const socket of socketsInRoom(to)) if (socket.rooms.has(within)) socket.emit(event, payload as never);
		return;
	}
	const all = appState().io?.local.to(to);
	const some = (except?.length ? all?.except(except) : all) as
		| { emit(event: Event, payload: unknown): void }
		| undefined;
	some?.emit(event, payload);
}

/** The same on every node. For what may be lost: it travels by Redis where there is one. */
export function publishEverywhere<E extends Event>(
	to: string,
	event: E,
	payload: Parameters<Events[E]>[0],
	narrowed: EmitFilter = {},
): void {
	publish(to, event, payload, narrowed);
	appState().redisBus?.send({ kind: "event", to, event, payload, narrowed });
}

export type LocalSocket = Io["sockets"]["sockets"] extends Map<string, infer S> ? S : never;

/** This node's sockets in a room. */
export function socketsInRoom(name: string): LocalSocket[] {
	const io = appState().io;
	const ids = io?.sockets.adapter.rooms.get(name);
	if (!io || !ids) return [];
	return [...ids].flatMap((id) => io.sockets.sockets.get(id) ?? []);
}

/** Changes of a channel as the wire has them: births that follow each other travel as one event. */
export function toEvents(channelId: number, changes: Change[]): [event: Event, payload: unknown][] {
	const events: [Event, unknown][] = [];
	let run: Message[] = [];
	const endRun = () => {
		const last = run.at(-1);
		if (last) events.push(["messages", { channelId, rev: last.rev, messages: run }]);
		run = [];
	};
	for (const change of changes) {
		if (change.kind === "born") run.push(change.message);
		else {
			endRun();
			events.push([change.kind, change.event]);
		}
	}
	endRun();
	return events;
}

/** Hands a channel's changes to its sequencer here and on every other node. */
export function publishChanges(channelId: number, changes: Change[]): void {
	appState().sequencers.get(channelId)?.push(changes);
	appState().redisBus?.sendChanges(channelId, changes);
}

export function emitChanges(channelId: number, changes: Change[], heldBack: string[]): void {
	for (const [event, payload] of toEvents(channelId, changes))
		publish(room.channel(channelId), event, payload as never, { except: heldBack });
}

/** What a person may hear: their servers, and of those the private channels they may see, each with its server. */
export type Subscriptions = { servers: number[]; audiences: Map<number, number> };

export async function subscriptionsOf(userId: number): Promise<Subscriptions> {
	return (await publicChannelsOf([userId])).get(userId) ?? { servers: [], audiences: new Map() };
}

type Asking = { userIds: Set<number>; answer: Promise<Map<number, Subscriptions>> };
let asking: Asking | null = null;

/** The same, read together for all who ask in one turn of the event loop: after a restart everybody comes at once. */
export async function subscriptionsOfMany(userId: number): Promise<Subscriptions> {
	asking ??= nextReading();
	asking.userIds.add(userId);
	return (await asking.answer).get(userId) ?? { servers: [], audiences: new Map() };
}

function nextReading(): Asking {
	const userIds = new Set<number>();
	const turn = new Promise<void>((resolve) => setImmediate(resolve));
	const answer = turn.then(() => {
		asking = null;
		return publicChannelsOf([...userIds]);
	});
	return { userIds, answer };
}

/** The same for many, in one query; who may hear nothing is missing. */
export async function publicChannelsOf(userIds: number[]): Promise<Map<number, Subscriptions>> {
	const rows = await sql<{ userId: number; serverId: number; channelId: number | null }[]>`
		select m.user_id as "userId", m.server_id as "serverId", c.id as "channelId"
		from memberships m join servers s on s.id = m.server_id
		left join channels c on c.server_id = s.id and c.parent_id is null and c.private and ${canViewChannelSql(sql`m.user_id`)}
		where m.user_id = any (${userIds}::bigint[])`;
	const found = new Map<number, Subscriptions>();
	for (const { userId, serverId, channelId } of rows) {
		const person: Subscriptions = found.get(userId) ?? { servers: [], audiences: new Map() };
		found.set(userId, person);
		if (person.servers.at(-1) !== serverId) person.servers.push(serverId);
		if (channelId !== null) person.audiences.set(channelId, serverId);
	}
	return found;
}

/** The epochs that decide whether what was just proved for a person still holds. */
export const accessEpoch = (userId: number, sessionId?: string) =>
	appState().epochs.of("access", `user:${userId}`, ...(sessionId ? [`session:${sessionId}`] : []));

/**
 * Lets a new member's connected sockets hear a server, and tells them. Proves the membership again and joins in the turn
 * in which the proof is known to hold: a leave that overtook this must not be undone by it, in deed or in word. What
 * `then` does, it does in that turn too.
 */
export async function addMember(userId: number, serverId: number, then: () => void = () => {}): Promise<void> {
	// A handshake under way may have read the memberships before this one was among them: it reads them again.
	appState().epochs.bump(`user:${userId}`);
	for (;;) {
		const epoch = accessEpoch(userId);
		const { servers, audiences } = await subscriptionsOf(userId);
		if (epoch !== accessEpoch(userId)) continue;
		if (!servers.includes(serverId)) return;
		joinServerRooms(userId, serverId, audiences);
		then();
		return;
	}
}

/** Joins a person's sockets to a server that they were just proved to be in, and tells them. */
export function joinServerRooms(userId: number, serverId: number, audiences: Map<number, number>): void {
	appState().presence.belongs(userId, serverId, true);
	for (const socket of socketsInRoom(room.user(userId))) {
		void socket.join(room.server(serverId));
		for (const [channelId, of] of audiences) if (of === serverId) joinPrivateChannel(socket, channelId, serverId);
	}
	publish(room.user(userId), "membership", { serverId, isMember: true, reason: "joined" });
}

/** Takes a server away from a person's sockets, now; `membership` is the last they hear of it. */
export function revoke(userId: number, serverId: number, reason: MembershipReason): void {
	appState().epochs.bump(`user:${userId}`);
	appState().presence.belongs(userId, serverId, false);
	for (const socket of socketsInRoom(room.user(userId))) leaveServerRooms(socket, serverId);
	publish(room.user(userId), "membership", { serverId, isMember: false, reason });
}

/** The same for everybody, when a server is gone. */
export function revokeServer(serverId: number): void {
	appState().epochs.bump("access");
	for (const socket of socketsInRoom(room.server(serverId))) {
		appState().presence.belongs(socket.data.viewer.id, serverId, false);
		leaveServerRooms(socket, serverId);
		socket.emit("membership", { serverId, isMember: false, reason: "server_deleted" });
	}
}

function leaveServerRooms(socket: LocalSocket, serverId: number): void {
	void socket.leave(room.server(serverId));
	const { channels, audiences } = socket.data;
	for (const [channelId, place] of channels) if (place.serverId === serverId) closeOn(socket, channelId);
	for (const [channelId, of] of audiences) if (of === serverId) leavePrivateChannel(socket, channelId);
}

export function closeOn(socket: LocalSocket, channelId: number): void {
	socket.data.channels.delete(channelId);
	void socket.leave(room.channel(channelId));
	appState().sequencers.dropIfIdle(channelId);
}

export function joinPrivateChannel(socket: LocalSocket, channelId: number, serverId: number): void {
	socket.data.audiences.set(channelId, serverId);
	void socket.join(room.audience(channelId));
}

export function leavePrivateChannel(socket: LocalSocket, channelId: number): void {
	socket.data.audiences.delete(channelId);
	void socket.leave(room.audience(channelId));
}

/** A channel is for these people alone from now on: everybody else's sockets are silenced. */
export function makeChannelPrivate(channelId: number, serverId: number, allowed: number[]): void {
	appState().epochs.bump("access");
	appState().channelHeads.drop(channelId);
	for (const socket of socketsInRoom(room.server(serverId)))
		if (allowed.includes(socket.data.viewer.id)) joinPrivateChannel(socket, channelId, serverId);
	for (const socket of socketsInRoom(room.server(serverId)))
		if (!allowed.includes(socket.data.viewer.id)) closeWithThreads(socket, channelId);
}

export function makeChannelPublic(channelId: number): void {
	for (const socket of socketsInRoom(room.audience(channelId))) leavePrivateChannel(socket, channelId);
}

/** Closes a channel on a socket, and the threads of it. */
function closeWithThreads(socket: LocalSocket, channelId: number): void {
	for (const [id, { parentId }] of socket.data.channels)
		if (id === channelId || parentId === channelId) closeOn(socket, id);
}

export function closeChannel(channelId: number, serverId: number): void {
	appState().epochs.bump("access");
	appState().channelHeads.drop(channelId);
	makeChannelPublic(channelId);
	for (const socket of socketsInRoom(room.server(serverId))) closeWithThreads(socket, channelId);
}

/** A session is over: its sockets are told and cut. */
export function endSession(sessionId: string): void {
	for (const socket of socketsInRoom(room.session(sessionId))) {
		socket.emit("session:revoked", {});
		socket.disconnect(true);
	}
}

/** Somebody's name, picture or status changed: their sockets speak under it from now on, and fellow members are told. */
export async function refreshViewer(user: PublicUser, status: CustomStatus | null): Promise<void> {
	for (const socket of socketsInRoom(room.user(user.id))) Object.assign(socket.data.viewer, user);
	const rows = await sql<{ serverId: number; nickname: string | null }[]>`
		select server_id as "serverId", nickname from memberships where user_id = ${user.id}`;
	for (const { serverId, nickname } of rows)
		publish(room.server(serverId), "member:updated", { serverId, user, nickname, status });
}

/** Tells every socket that this node is about to stop, each with its own moment to come back. */
export function announceShutdown(): void {
	for (const socket of appState().io?.sockets.sockets.values() ?? [])
		socket.emit("draining", { retryInMs: 250 + Math.floor(Math.random() * 2000) });
}
