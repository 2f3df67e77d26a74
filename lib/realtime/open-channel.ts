import { loadChannels } from "../auth/batched-access";
import { AppError, unavailable } from "../errors";
import { type CatchUp, catchUp } from "../messages";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { type KnownThread, movedSince } from "../threads/summary";
import { accessEpoch, closeOn, room, toEvents } from "./broadcast";
import type { ChannelSnapshot } from "./protocol";
import type { Change, Sequencer } from "./sequencer";
import type { Socket } from "./socket-server";

const maxOpenChannels = 200;
const tries = 20;

/**
 * Opens a channel on a socket. What it answers and what the socket hears from then on meet without a gap or an overlap:
 * the page and the access are proved in one snapshot; then, in one synchronous turn, the sequencer is compared with it,
 * the room joined, the answer given, and what was told since the snapshot repeated to this socket alone.
 */
export async function open(
	socket: Socket,
	channelId: number,
	wanted: CatchUp,
	acknowledge: (opened: ChannelSnapshot) => boolean,
): Promise<void> {
	const { opening } = socket.data;
	const turn = (opening.get(channelId) ?? Promise.resolve()).then(() =>
		openNow(socket, channelId, wanted, acknowledge),
	);
	const done = turn.catch(() => {});
	opening.set(channelId, done);
	try {
		await turn;
	} finally {
		if (opening.get(channelId) === done) opening.delete(channelId);
	}
}

async function openNow(
	socket: Socket,
	channelId: number,
	wanted: CatchUp,
	acknowledge: (opened: ChannelSnapshot) => boolean,
): Promise<void> {
	const { viewer, channels } = socket.data;
	const sequencer = appState().sequencers.hold(channelId);
	const resume = channels.has(channelId) ? holdBack(socket, sequencer) : null;
	try {
		for (let left = tries; left > 0; left--) {
			const epoch = accessEpoch(viewer.id, viewer.sessionId);
			const channel = await loadChannels(viewer, channelId);
			const opened = await catchUp(viewer, channelId, wanted);
			if (!opened) continue;
			sequencer.start(opened.lastRev);
			await sequencer.whenDelivered(opened.lastRev);

			// From here to the last line nothing else runs: a revocation comes before, and is seen, or after, and removes.
			if (epoch !== accessEpoch(viewer.id, viewer.sessionId)) continue;
			const since = sequencer.since(opened.lastRev);
			if (!since) continue;
			if (!channels.has(channelId) && channels.size >= maxOpenChannels)
				throw new AppError("rate_limited", `A connection holds ${maxOpenChannels} open channels. Close one first.`, {
					retryAfterMs: 1000,
				});
			if (!socket.connected) return;
			resume?.(opened.lastRev);
			// Given up on already: the client was told so, and opens again.
			const isAwaited = acknowledge(opened);
			if (isAwaited) {
				channels.set(channelId, channel);
				void socket.join(room.channel(channelId));
			}
			if (channels.has(channelId)) notify(socket, channelId, since);
			return;
		}
		throw unavailable();
	} finally {
		resume?.();
		appState().sequencers.release(sequencer);
	}
}

/**
 * A socket that opens again what it has open hears nothing of it meanwhile, for what came after the answer's head would
 * come before it, and twice. Answers how to go on: it tells, once, what was held back, up to a revision or all of it.
 */
function holdBack(socket: Socket, sequencer: Sequencer): (upTo?: number) => void {
	const { channelId } = sequencer;
	const received = sequencer.position;
	sequencer.heldBack.add(socket.id);
	return (upTo = Number.POSITIVE_INFINITY) => {
		// Closed meanwhile, perhaps because access was taken away: it hears nothing.
		if (!sequencer.heldBack.delete(socket.id) || !socket.data.channels.has(channelId)) return;
		const missed = received === undefined ? null : sequencer.since(received);
		notify(socket, channelId, missed?.filter(({ rev }) => rev <= upTo) ?? []);
	};
}

function notify(socket: Socket, channelId: number, changes: Change[]): void {
	for (const [event, payload] of toEvents(channelId, changes)) socket.emit(event, payload as never);
}

/**
 * Tells a socket that has just opened a channel what its messages show of their threads now. It is in the channel's room
 * already, so what changes after this was read is told to it as well.
 */
export async function emitThreadsTo(socket: Socket, channelId: number, known?: KnownThread[]): Promise<void> {
	try {
		const moved = await movedSince(channelId, known);
		appState().emitBuffer.emit(() => {
			// Closed meanwhile, perhaps because access was taken away: it hears nothing.
			if (!socket.data.channels.has(channelId)) return;
			for (const { parentSeq: seq, thread } of moved) socket.emit("thread", { channelId, seq, thread });
		});
	} catch (error) {
		// The opening was answered already. A client that comes back asks again; one that stayed would not know.
		log.debug({ err: error }, "threads could not be told of on opening");
		socket.conn.close();
	}
}

export function close(socket: Socket, channelId: number): void {
	closeOn(socket, channelId);
}
