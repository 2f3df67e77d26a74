import { loadChannels } from "../auth/batched-access";
import { includes } from "../auth/permissions";
import { AppError, unavailable } from "../errors";
import { type CatchUp, catchUp } from "../messages";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { type KnownThread, movedSince } from "../threads/summary";
import { accessEpoch } from "./access-epochs";
import { type Change, toEvents } from "./channel-changes";
import type { ChannelSnapshot } from "./protocol";
import { room } from "./rooms";
import type { Sequencer } from "./sequencer";
import type { Socket } from "./socket";

const maxOpenChannels = 200;
const tries = 20;

/**
 * Opens a channel on a socket. Its response and the later events meet without a gap or an overlap: one snapshot has the
 * page and the access check. Then, in one synchronous turn, the sequencer is compared with it, the room joined, the
 * response sent, and the changes since the snapshot are repeated to this socket alone.
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
			const mayRead = includes(channel.permissions, "read_history");
			const opened = await catchUp(viewer, channelId, mayRead ? wanted : {});
			if (!opened) continue;
			sequencer.start(opened.lastRev);
			await sequencer.whenDelivered(opened.lastRev);

			// No other code runs between here and the last line. An earlier revocation is noticed; a later one removes the
			// socket.
			if (epoch !== accessEpoch(viewer.id, viewer.sessionId)) continue;
			const since = sequencer.since(opened.lastRev);
			if (!since) continue;
			if (!channels.has(channelId) && channels.size >= maxOpenChannels)
				throw new AppError("rate_limited", `A connection holds ${maxOpenChannels} open channels. Close one first.`, {
					retryAfterMs: 1000,
				});
			if (!socket.connected) return;
			resume?.(opened.lastRev);
			// After a timeout the client was sent an error, and opens again.
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
 * Withholds a channel's events from a socket that reopens it: events newer than the response's head would arrive before
 * it, and twice. Returns a function that emits the withheld events once, up to a revision or all of them.
 */
function holdBack(socket: Socket, sequencer: Sequencer): (upTo?: number) => void {
	const { channelId } = sequencer;
	const received = sequencer.position;
	sequencer.heldBack.add(socket.id);
	return (upTo = Number.POSITIVE_INFINITY) => {
		// Closed meanwhile, perhaps by a revocation: it receives nothing.
		if (!sequencer.heldBack.delete(socket.id) || !socket.data.channels.has(channelId)) return;
		const missed = received === undefined ? null : sequencer.since(received);
		notify(socket, channelId, missed?.filter(({ rev }) => rev <= upTo) ?? []);
	};
}

function notify(socket: Socket, channelId: number, changes: Change[]): void {
	for (const [event, payload] of toEvents(channelId, changes)) socket.emit(event, payload as never);
}

/**
 * Sends the current thread summaries to a socket that has just opened a channel. It is in the channel's room already,
 * so it receives later changes as well.
 */
export async function emitThreadsTo(socket: Socket, channelId: number, known?: KnownThread[]): Promise<void> {
	try {
		const moved = await movedSince(channelId, known);
		appState().emitBuffer.emit(() => {
			// Closed meanwhile, perhaps by a revocation: it receives nothing.
			if (!socket.data.channels.has(channelId)) return;
			for (const { parentSeq: seq, thread } of moved) socket.emit("thread", { channelId, seq, thread });
		});
	} catch (error) {
		// The opening was acknowledged already. A client that reopens asks again; one that stays connected would not know.
		log.debug({ err: error }, "thread summaries could not be emitted on opening");
		socket.conn.close();
	}
}
