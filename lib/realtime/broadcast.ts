import { sql } from "@/db";
import { canViewChannelSql } from "../auth/access";
import { appState, type Io } from "../process/app-state";
import type { CustomStatus, MembershipReason, Message, PublicUser, ServerToClient } from "./protocol";
import { room } from "./rooms";
import type { Change } from "./sequencer";

export { room } from "./rooms";

/**
 * Emitting, and removing sockets from rooms. All of it is local and synchronous: the changes of an action have reached
 * this instance's sockets before its response.
 */
type Events = ServerToClient;
type Event = keyof Events;

/** Of the sockets in the room: not those in `except`, and only those in `within`. */
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

export type LocalSocket = Io["sockets"]["sockets"] extends Map<string, infer S> ? S : never;

/** This instance's sockets in a room. */
export function socketsInRoom(name: string): LocalSocket[] {
	const io = appState().io;
	const ids = io?.sockets.adapter.rooms.get(name);
	if (!io || !ids) return [];
	return [...ids].flatMap((id) => io.sockets.sockets.get(id) ?? []);
}

/** A channel's changes as events: consecutive new messages become one event. */
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

/** Passes a channel's changes to its sequencer on this and every other instance. */
export function publishChanges(channelId: number, changes: Change[]): void {
	appState().sequencers.get(channelId)?.push(changes);
	appState().redisBus?.sendChanges(channelId, changes);
}

export function emitChanges(channelId: number, changes: Change[], heldBack: string[]): void {
	for (const [event, payload] of toEvents(channelId, changes))
		publish(room.channel(channelId), event, payload as never, { except: heldBack });
}

/** The events a user may receive: their servers, and the private channels they may see, each with its server. */
export type Subscriptions = { servers: number[]; audiences: Map<number, number> };

export async function subscriptionsOf(userId: number): Promise<Subscriptions> {
	return (await publicChannelsOf([userId])).get(userId) ?? { servers: [], audiences: new Map() };
}

type Asking = { userIds: Set<number>; answer: Promise<Map<number, Subscriptions>> };
let asking: Asking | null = null;

/**
 * Reads subscriptions in one query for all requests of an event-loop turn: after a restart all users connect at once.
 */
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

/** Subscriptions of many users in one query; users without any are missing. */
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

/** The epochs that decide whether a user's access check still holds. */
export const accessEpoch = (userId: number, sessionId?: string) =>
	appState().epochs.of("access", `user:${userId}`, ...(sessionId ? [`session:${sessionId}`] : []));

/**
 * Adds a new member's connected sockets to a server's rooms, and notifies them. Checks the membership again and joins
 * in the turn of the event loop in which the check is known to hold: neither the rooms nor the events may undo a leave
 * that overtook this. `then` runs in that turn too.
 */
export async function addMember(userId: number, serverId: number, then: () => void = () => {}): Promise<void> {
	// A concurrent handshake may have read the memberships before this one existed: it reads them again.
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

/** Adds a user's sockets to a server's rooms right after an access check, and notifies them. */
export function joinServerRooms(userId: number, serverId: number, audiences: Map<number, number>): void {
	appState().presence.belongs(userId, serverId, true);
	for (const socket of socketsInRoom(room.user(userId))) {
		void socket.join(room.server(serverId));
		for (const [channelId, of] of audiences) if (of === serverId) joinPrivateChannel(socket, channelId, serverId);
	}
	publish(room.user(userId), "membership", { serverId, isMember: true, reason: "joined" });
}

/** Removes a user's sockets from a server's rooms, now. `membership` is the last event they receive of it. */
export function revoke(userId: number, serverId: number, reason: MembershipReason): void {
	appState().epochs.bump(`user:${userId}`);
	appState().presence.belongs(userId, serverId, false);
	for (const socket of socketsInRoom(room.user(userId))) leaveServerRooms(socket, serverId);
	publish(room.user(userId), "membership", { serverId, isMember: false, reason });
}

/** Removes everybody's sockets when a server is deleted. */
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

/** Restricts a channel to these users: all other users' sockets leave its rooms. */
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

/** Closes a channel and its threads on a socket. */
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

/** Ends a session: notifies and disconnects its sockets. */
export function endSession(sessionId: string): void {
	for (const socket of socketsInRoom(room.session(sessionId))) {
		socket.emit("session:revoked", {});
		socket.disconnect(true);
	}
}

/**
 * Updates a user's name, picture or status: their sockets act under it from now on, and members of their servers are
 * notified.
 */
export async function refreshViewer(user: PublicUser, status: CustomStatus | null): Promise<void> {
	for (const socket of socketsInRoom(room.user(user.id))) Object.assign(socket.data.viewer, user);
	const rows = await sql<{ serverId: number; nickname: string | null }[]>`
		select server_id as "serverId", nickname from memberships where user_id = ${user.id}`;
	for (const { serverId, nickname } of rows)
		publish(room.server(serverId), "member:updated", { serverId, user, nickname, status });
}

/** Notifies every socket that this instance is about to stop, each with its own delay to reconnect. */
export function announceShutdown(): void {
	for (const socket of appState().io?.sockets.sockets.values() ?? [])
		socket.emit("draining", { retryInMs: 250 + Math.floor(Math.random() * 2000) });
}
