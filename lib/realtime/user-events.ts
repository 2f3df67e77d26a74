import type { PendingQuery, Row } from "postgres";
import { sql } from "@/db";
import { canViewChannelSql } from "../auth/can-view-channel";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { accessEpoch } from "./access-epochs";
import { publish, socketsInRoom } from "./broadcast";
import type { ServerToClient } from "./protocol";
import { room } from "./rooms";

declare module "../process/app-state" {
	interface AppState {
		userEvents: UserEvents;
	}
}

type Payload<E extends keyof ServerToClient> = Parameters<ServerToClient[E]>[0];
type Named = { [E in keyof ServerToClient]: Payload<E> extends { channelId: number | null } ? E : never };
/** Events that name a channel. */
type ChannelEvent = Exclude<Named[keyof ServerToClient], never>;
/** An event for a user's own sockets. With `channelId` null it names only a server. */
export type UserEvent = {
	userId: number;
	serverId: number;
	channelId: number | null;
	event: ChannelEvent;
	payload: Payload<ChannelEvent>;
};

type Pair = { userId: number; channelId: number };
type Visible<T> = Pair & { serverId: number } & T;

/**
 * Passes to `act` the pairs whose user may see the channel now, with the columns of `more` (SQL over `c`, `s` and `m`)
 * read in the same statement. `act` runs in a turn of the event loop in which the result is known to hold; if access
 * was revoked meanwhile, the pairs are read again.
 */
export async function whereVisible<T extends object>(
	pairs: Pair[],
	more: PendingQuery<Row[]>,
	act: (visible: Visible<T>[]) => void,
): Promise<void> {
	if (pairs.length === 0) return;
	const epochs = new Map(pairs.map(({ userId }) => [userId, accessEpoch(userId)]));
	const rows = await sql<Visible<T>[]>`
		select m.user_id as "userId", c.id as "channelId", c.server_id as "serverId" ${more}
		from unnest(${pairs.map(({ channelId }) => channelId)}::bigint[], ${pairs.map(({ userId }) => userId)}::bigint[])
			as p(channel_id, user_id)
		join channels c on c.id = p.channel_id join servers s on s.id = c.server_id
		join memberships m on m.server_id = c.server_id and m.user_id = p.user_id
		where ${canViewChannelSql(sql`m.user_id`)}`;
	let again: Promise<void> | undefined;
	appState().emitBuffer.emit(() => {
		const isStale = ({ userId }: Pair) => epochs.get(userId) !== accessEpoch(userId);
		act(rows.filter((row) => !isStale(row)));
		again = whereVisible(pairs.filter(isStale), more, act).catch((error) => log.debug({ err: error }, unread));
	});
	await again;
}

const unread = "the users who may see a channel could not be read, so none was notified";

/**
 * Emits to the user's sockets that receive the server. Only for a channel that `whereVisible` has just found visible.
 */
export function publishVisible<E extends ChannelEvent | "reads">(
	userId: number,
	serverId: number,
	event: E,
	payload: Payload<E>,
): void {
	publish(room.user(userId), event, payload, { within: room.server(serverId) });
}

/** A queue of events, so that those of one user arrive in the order in which they were emitted. */
export class UserEvents {
	private waiting: UserEvent[] = [];
	private last: Promise<void> = Promise.resolve();
	private next: Promise<void> | null = null;

	/** Resolves after the sockets of this instance were notified. Never rejects: an event may be lost. */
	emit(events: UserEvent[]): Promise<void> {
		const here = events.filter(({ userId }) => socketsInRoom(room.user(userId)).length > 0);
		if (here.length === 0) return Promise.resolve();
		this.waiting.push(...here);
		this.next ??= this.last.then(() => {
			this.next = null;
			const taken = this.waiting;
			this.waiting = [];
			this.last = emitAll(taken).catch((error) => log.debug({ err: error }, unread));
			return this.last;
		});
		return this.next;
	}
}

async function emitAll(events: UserEvent[]): Promise<void> {
	for (const { userId, serverId, channelId, event, payload } of events)
		if (channelId === null) publishVisible(userId, serverId, event, payload);
	const pairs = events.flatMap(({ userId, channelId }) => (channelId === null ? [] : [{ userId, channelId }]));
	const key = ({ userId, channelId }: { userId: number; channelId: number | null }) => `${userId}:${channelId}`;
	const distinct = [...new Map(pairs.map((pair) => [key(pair), pair])).values()];
	await whereVisible(distinct, sql``, (visible) => {
		const found = new Map(visible.map((row) => [key(row), row.serverId]));
		for (const { event, payload, ...pair } of events) {
			const serverId = found.get(key(pair));
			if (serverId !== undefined) publishVisible(pair.userId, serverId, event, payload);
		}
	});
}

/** Notifies users' own sockets of a channel, on every instance; users without access at that moment receive nothing. */
export function emitToUser<E extends ChannelEvent>(
	userIds: number[],
	place: { serverId: number; channelId: number | null },
	event: E,
	payload: Payload<E>,
): Promise<void> {
	const events = userIds.map((userId): UserEvent => ({ userId, ...place, event, payload }));
	if (events.length > 0) appState().redisBus?.send({ kind: "own", events });
	return appState().userEvents.emit(events);
}
