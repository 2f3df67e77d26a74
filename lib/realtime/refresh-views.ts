import { setTimeout as sleep } from "node:timers/promises";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { channels } from "@/db/schema";
import { toNames } from "../auth/permissions";
import { closes, mayView, noView, permissionsIn, readViews, type View } from "../auth/views";
import { channelColumns } from "../channels/columns";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { publishToSockets, socketsInRoom } from "./broadcast";
import { leaveChannel } from "./room-membership";
import { room } from "./rooms";
import type { Socket } from "./socket";
import { setView } from "./views";

declare module "../process/app-state" {
	interface AppState {
		viewRefreshes: ViewRefreshes;
	}
}

/** Sockets whose view changed from one to another, and what that changes for them. */
type Move = { sockets: Socket[]; before: View; after: View };
type Difference = { begun: number[]; ceased: number[]; others: boolean };

/** The maximum of channels that one act announces to a user one by one. After more, clients read the server again. */
const maxAnnounced = 10;
const tries = 3;
const retryMs = 100;

/** The members that a change concerns; null for all. */
type Users = readonly number[] | null;

/** Refreshes of one server run one after the other, so that an older reading never replaces a newer one. */
export class ViewRefreshes {
	private readonly running = new Map<number, Promise<void>>();
	private readonly waiting = new Map<number, { users: Users; announceToAll: boolean; done: Promise<void> }>();

	/** Resolves after a refresh of these users that has begun later than this call. */
	refresh(serverId: number, users: Users, announceToAll: boolean): Promise<void> {
		const queued = this.waiting.get(serverId);
		if (queued) {
			queued.users = queued.users && users && [...queued.users, ...users];
			queued.announceToAll ||= announceToAll;
			return queued.done;
		}
		const next = { users, announceToAll, done: Promise.resolve() };
		next.done = (this.running.get(serverId) ?? Promise.resolve()).then(() => {
			this.waiting.delete(serverId);
			const run = refreshOrDisconnect(serverId, next.users, next.announceToAll).finally(() => {
				if (this.running.get(serverId) === run) this.running.delete(serverId);
			});
			this.running.set(serverId, run);
			return run;
		});
		this.waiting.set(serverId, next);
		return next.done;
	}
}

/**
 * Brings the rooms of this instance's sockets up to date with what members of a server may do now, and notifies those
 * for whom something changed, or with `announceToAll` everybody. What somebody may no longer view is silent for them
 * when this resolves.
 */
export function refreshViews(serverId: number, users: Users = null, announceToAll = false): Promise<void> {
	// What was read before, such as by a handshake or by a channel that is being opened, is read again.
	appState().epochs.bump("access");
	return appState().viewRefreshes.refresh(serverId, users, announceToAll);
}

/** Without knowing what they may view, nobody stays connected: on connecting again, it is read again. */
async function refreshOrDisconnect(serverId: number, users: Users, announceToAll: boolean): Promise<void> {
	for (let left = tries; ; left--) {
		try {
			return await refresh(serverId, users, announceToAll);
		} catch (error) {
			if (left > 1) {
				await sleep(retryMs);
				continue;
			}
			log.warn(
				{ err: error, serverId },
				"the access of a server’s members could not be read, so they are disconnected",
			);
			for (const socket of socketsOf(serverId, users)) socket.conn.close();
			return;
		}
	}
}

/** The sockets here that receive the server, of these users. */
function socketsOf(serverId: number, users: Users): Socket[] {
	const inServer = room.server(serverId);
	if (!users) return socketsInRoom(inServer);
	return users.flatMap((id) => socketsInRoom(room.user(id))).filter(({ rooms }) => rooms.has(inServer));
}

async function refresh(serverId: number, concerned: Users, announceToAll: boolean): Promise<void> {
	const epochOf = (userId: number) => appState().epochs.of(`user:${userId}`);
	const users = new Map<number, string>();
	for (const socket of socketsOf(serverId, concerned)) {
		const { id } = socket.data.viewer;
		users.set(id, epochOf(id));
	}
	if (users.size === 0) return;
	const found = await readViews([...users.keys()], serverId);

	// No other code runs from here until everybody has their new view. Users who connected, joined or left meanwhile have
	// a newer one.
	const views = new Map([...found].flatMap(([userId, [view]]) => (view ? [[userId, view]] : [])));
	const none = noView(serverId);
	const moves = new Map<string, Move>();
	const closed: { socket: Socket; channelId: number }[] = [];
	for (const socket of new Set(socketsOf(serverId, concerned))) {
		const { id } = socket.data.viewer;
		const before = socket.data.views.get(serverId);
		if (!before || users.get(id) !== epochOf(id)) continue;
		const after = views.get(id) ?? none;
		// Also with an unchanged view: a channel may have been opened while it was visible for a moment.
		for (const [channelId, place] of socket.data.channels) {
			if (place.serverId !== serverId || !closes(before, after, place.parentId ?? channelId)) continue;
			leaveChannel(socket, channelId);
			if (before.room === after.room) closed.push({ socket, channelId: place.parentId ?? channelId });
		}
		if (before.room === after.room) continue;
		setView(socket, after);
		const key = `${before.room} ${after.room}`;
		const move = moves.get(key) ?? { sockets: [], before, after };
		move.sockets.push(socket);
		moves.set(key, move);
	}
	const changes = [...moves.values()].map((move) => ({ ...move, ...differenceOf(move) }));
	for (const { socket, channelId } of closed)
		publishToSockets([socket], "channel:deleted", { serverId, channelId }, (one) => !sees(one, serverId, channelId));
	await announce(serverId, changes, announceToAll);
}

/** Only channels that both know: others are announced when they are created or deleted. */
function differenceOf({ before, after }: Move): Difference {
	const [begun, ceased]: [number[], number[]] = [[], []];
	let others = before.inServer !== after.inServer || before.isReadOnly !== after.isReadOnly;
	for (const channelId of before.channels) {
		if (!after.channels.has(channelId)) continue;
		const [was, is] = [permissionsIn(before, channelId), permissionsIn(after, channelId)];
		if (mayView(before, channelId) && !mayView(after, channelId)) ceased.push(channelId);
		else if (!mayView(before, channelId) && mayView(after, channelId)) begun.push(channelId);
		else if (was !== is) others = true;
	}
	return { begun, ceased, others };
}

async function announce(serverId: number, changes: (Move & Difference)[], announceToAll: boolean): Promise<void> {
	const isMany = ({ begun, ceased }: Difference) => begun.length + ceased.length > maxAnnounced;
	const few = changes.filter((change) => !isMany(change));
	for (const { sockets, ceased } of few)
		for (const channelId of ceased)
			publishToSockets(
				sockets,
				"channel:deleted",
				{ serverId, channelId },
				(socket) => !sees(socket, serverId, channelId),
			);
	await announceBegun(serverId, few);
	const others = announceToAll
		? socketsOf(serverId, null)
		: changes.flatMap((change) => (change.others || isMany(change) ? change.sockets : []));
	publishToSockets(others, "access", { serverId }, (socket) => socket.data.views.has(serverId));
}

async function announceBegun(serverId: number, changes: (Move & Difference)[]): Promise<void> {
	const begun = [...new Set(changes.flatMap((change) => change.begun))];
	if (begun.length === 0) return;
	const rows = await db.select(channelColumns).from(channels).where(isOneOf(channels.id, begun)).orderBy(channels.id);
	for (const change of changes)
		for (const row of rows.filter(({ id }) => change.begun.includes(id))) {
			const channel = { ...row, permissions: toNames(permissionsIn(change.after, row.id)) };
			publishToSockets(change.sockets, "channel:created", { channel }, (socket) => sees(socket, serverId, row.id));
		}
}

function sees(socket: Socket, serverId: number, channelId: number): boolean {
	const view = socket.data.views.get(serverId);
	return view !== undefined && mayView(view, channelId);
}
