import { sql } from "@/db";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { socketsInRoom } from "./broadcast";
import type { ReadMark } from "./protocol";
import { room } from "./rooms";
import { publishVisible, whereVisible } from "./user-events";

declare module "../process/app-state" {
	interface AppState {
		readUpdates: ReadUpdates;
	}
}

type ReadState = { channelId: number; lastReadSeq: number; mentionCount: number; uncounted: number };

/** How long a change by a message may wait for others. */
const debounceMs = 250;
/** More channels of a server than this share one event. */
const mostAlone = 20;

/**
 * Emits users' read states to their sockets on this instance. The state is read after a change, one query at a time: so
 * the last update sent is always the newest, and many changes at once cost one query.
 */
export class ReadUpdates {
	private waiting = new Map<number, Set<number>>();
	private last: Promise<void> = Promise.resolve();
	private next: Promise<void> | null = null;
	private timer: NodeJS.Timeout | undefined;

	/** Resolves after the updates are emitted. Users without a socket here cost nothing. */
	emit(channelIds: Iterable<number>, userIds: readonly number[]): Promise<void> {
		if (!this.note(channelIds, userIds)) return Promise.resolve();
		return this.flush();
	}

	/** Emits the updates within a moment, for frequent changes that no request waits for. */
	emitDebounced(channelIds: Iterable<number>, userIds: readonly number[]): void {
		if (!this.note(channelIds, userIds)) return;
		this.timer ??= setTimeout(() => {
			this.timer = undefined;
			this.flush().catch((error) => log.debug({ err: error }, "read state could not be emitted"));
		}, debounceMs);
	}

	stop(): void {
		clearTimeout(this.timer);
	}

	private flush(): Promise<void> {
		this.next ??= this.last.then(() => {
			this.next = null;
			const taken = this.waiting;
			this.waiting = new Map();
			const telling = emitAll(taken);
			this.last = telling.catch(() => {});
			return telling;
		});
		return this.next;
	}

	private note(channelIds: Iterable<number>, userIds: readonly number[]): boolean {
		const here = userIds.filter((userId) => socketsInRoom(room.user(userId)).length > 0);
		if (here.length === 0) return false;
		for (const channelId of channelIds)
			this.waiting.set(channelId, new Set([...(this.waiting.get(channelId) ?? []), ...here]));
		return this.waiting.size > 0;
	}
}

async function emitAll(wanted: Map<number, Set<number>>): Promise<void> {
	const pairs = [...wanted].flatMap(([channelId, users]) => [...users].map((userId) => ({ channelId, userId })));
	const readUpdates = sql`,
		read_position(c, (select r.last_read_seq from reads r where r.user_id = m.user_id and r.channel_id = c.id)) as "lastReadSeq",
		(select count(*)::int from mentions n where n.user_id = m.user_id and n.channel_id = c.id and n.seq >
			coalesce((select r.last_read_seq from reads r where r.user_id = m.user_id and r.channel_id = c.id), 0)) as "mentionCount",
		uncounted_until(c, coalesce((select r.last_read_seq from reads r
			where r.user_id = m.user_id and r.channel_id = c.id), 0)) as uncounted`;
	await whereVisible<ReadState>(pairs, readUpdates, (visible) => {
		const readStates = new Map<string, ReadMark[]>();
		for (const { userId, serverId, uncounted, ...readState } of visible) {
			const key = `${userId}:${serverId}`;
			const serialized = { ...readState, ...(uncounted > 0 && { uncounted }) };
			readStates.set(key, [...(readStates.get(key) ?? []), serialized]);
		}
		for (const [key, channels] of readStates) {
			const [userId = 0, serverId = 0] = key.split(":").map(Number);
			if (channels.length > mostAlone) publishVisible(userId, serverId, "reads", { serverId, channels });
			else for (const readState of channels) publishVisible(userId, serverId, "read", readState);
		}
	});
}

/** On every instance: each reads for its own users, so that its last update is the newest. */
export function emitReadState(channelIds: number | number[], userIds: number[]): Promise<void> {
	const ids = [channelIds].flat();
	appState().redisBus?.send({ kind: "marks", channelIds: ids, userIds });
	return appState().readUpdates.emit(ids, userIds);
}

/**
 * A message moved its authors' read markers: their sockets that do not receive the message itself are updated soon. If the
 * channel has messages that do not count as unread, so are the others: the message alone does not say how many.
 */
export function emitAuthorReadState(channelId: number, userIds: Iterable<number>, uncounted: number): void {
	const { redisBus, presence, readUpdates } = appState();
	const elsewhere: number[] = [];
	const blind: number[] = [];
	for (const userId of userIds) {
		if (redisBus && presence.isElsewhere(userId)) elsewhere.push(userId);
		const sockets = socketsInRoom(room.user(userId));
		if (uncounted > 0 || sockets.some(({ data }) => !data.channels.has(channelId))) blind.push(userId);
	}
	if (elsewhere.length > 0) redisBus?.send({ kind: "marks", channelIds: [channelId], userIds: elsewhere });
	if (blind.length > 0) readUpdates.emitDebounced([channelId], blind);
}
